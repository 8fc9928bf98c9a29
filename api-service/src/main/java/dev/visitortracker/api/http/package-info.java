/**
 * The frame of every request: the table of routes, the handler that walks it, and responses that
 * are written already. Start with {@link dev.visitortracker.api.http.RouteHandler}.
 */
@NullMarked
package dev.visitortracker.api.http;

import org.jspecify.annotations.NullMarked;
