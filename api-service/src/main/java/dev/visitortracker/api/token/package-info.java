/**
 * Where in the topic a visit is, as clients carry it from a write to a read. Start with {@link
 * dev.visitortracker.api.token.VisitTokens}.
 */
@NullMarked
package dev.visitortracker.api.token;

import org.jspecify.annotations.NullMarked;
