// Shows the contract of the service that this page comes from. It sends no request to other hosts: Swagger UI's
// validator is switched off, and the page's Content-Security-Policy forbids the rest.
SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#contract',
  deepLinking: true,
  validatorUrl: null,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
});
