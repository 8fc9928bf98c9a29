/**
 * Lines of access logs. Start with {@link dev.visitortracker.api.ingest.accesslog.AccessLogParser}.
 */
@NullMarked
package dev.visitortracker.api.ingest.accesslog;

import org.jspecify.annotations.NullMarked;
