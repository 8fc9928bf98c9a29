/**
 * What this service promises over HTTP, for programs ({@code GET /openapi.json}) and for people
 * ({@code GET /docs}). The contract itself is written in {@code resources/openapi}; start with
 * {@link dev.visitortracker.api.contract.OpenApiDocument}.
 */
@NullMarked
package dev.visitortracker.api.contract;

import org.jspecify.annotations.NullMarked;
