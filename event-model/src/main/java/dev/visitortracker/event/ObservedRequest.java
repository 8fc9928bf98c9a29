package dev.visitortracker.event;

import org.jspecify.annotations.Nullable;

/**
 * A request as a server has seen it, live or in its log. Nobody can send it again in a better form,
 * so its texts are made to fit a visit: what is too long is cut and marked, what no text may hold
 * is replaced by U+FFFD, and a duration beyond its bounds is left out. A request that the server
 * could not read has {@link #UNREADABLE} as method and endpoint.
 */
public final class ObservedRequest {
  /** Method and endpoint of what was no HTTP request; a token, so that it is a method as well. */
  public static final String UNREADABLE = "-";

  /** The last character of a method that was cut; a token has no ellipsis. */
  private static final char CUT_METHOD = '~';

  private ObservedRequest() {}

  /** The draft with texts that keep the rules; the other fields are left to the rules. */
  public static VisitDraft fit(VisitDraft seen) {
    return new VisitDraft(
        seen.id(),
        seen.timestamp(),
        seen.site(),
        seen.sourceIp(),
        endpoint(seen.endpoint()),
        method(seen.method()),
        seen.responseCode(),
        text(seen.userAgent(), VisitRules.MAX_USER_AGENT),
        text(seen.referrer(), VisitRules.MAX_REFERRER),
        durationMillis(seen.durationMillis()));
  }

  private static String endpoint(@Nullable String seen) {
    String endpoint = seen == null ? null : text(Endpoints.decoded(seen), VisitRules.MAX_ENDPOINT);
    return endpoint == null || endpoint.isEmpty() ? UNREADABLE : endpoint;
  }

  private static String method(@Nullable String seen) {
    if (seen == null || !VisitRules.isToken(seen)) {
      return UNREADABLE;
    }
    return seen.length() <= VisitRules.MAX_METHOD
        ? seen
        : seen.substring(0, VisitRules.MAX_METHOD - 1) + CUT_METHOD;
  }

  /** A connection may have been open for days; no number is better than a wrong one. */
  private static @Nullable Integer durationMillis(@Nullable Integer seen) {
    return seen != null && VisitRules.isDurationMillis(seen) ? seen : null;
  }

  private static @Nullable String text(@Nullable String seen, int maxCharacters) {
    return seen == null ? null : Texts.cut(Texts.withoutControls(seen), maxCharacters);
  }
}
