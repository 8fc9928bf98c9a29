package dev.visitortracker.event;

import org.jspecify.annotations.Nullable;

/**
 * A visit as somebody wrote it: every field may be absent, none is checked yet. {@link VisitRules}
 * makes a {@link Visit} of it or says why not.
 */
public record VisitDraft(
    @Nullable String id,
    @Nullable String timestamp,
    @Nullable String site,
    @Nullable String sourceIp,
    @Nullable String endpoint,
    @Nullable String method,
    @Nullable Integer responseCode,
    @Nullable String userAgent,
    @Nullable String referrer,
    @Nullable Integer durationMillis)
    implements ReadResult {}
