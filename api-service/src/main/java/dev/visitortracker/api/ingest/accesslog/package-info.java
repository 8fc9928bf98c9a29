/**
 * Lines of access logs in the formats that servers write. Start with {@link
 * dev.visitortracker.api.ingest.accesslog.AccessLog}.
 */
@NullMarked
package dev.visitortracker.api.ingest.accesslog;

import org.jspecify.annotations.NullMarked;
