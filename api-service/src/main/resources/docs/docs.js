// Shows the contract of the service that this page comes from. Nothing is asked of anybody else: the validator that Swagger
// UI would ask is switched off, and the page's Content-Security-Policy refuses the rest.
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#contract',
  deepLinking: true,
  validatorUrl: null,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
});
