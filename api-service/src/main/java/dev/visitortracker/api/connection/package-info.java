/**
 * What happens on a connection before a request reaches a route, and after its answer: requests
 * that are not HTTP are told so, and nobody keeps a connection busy for ever. Start with {@link
 * dev.visitortracker.api.connection.RequestGuard}.
 */
@NullMarked
package dev.visitortracker.api.connection;

import org.jspecify.annotations.NullMarked;
