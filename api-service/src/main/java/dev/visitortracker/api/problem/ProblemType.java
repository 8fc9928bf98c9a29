package dev.visitortracker.api.problem;

import java.util.Locale;

/**
 * All problems that this service answers with: HTTP status, title, and whether the same request may
 * succeed later. The names are part of the contract: they are the ends of the type URIs.
 */
public enum ProblemType {
  BAD_REQUEST(400, "The request cannot be understood", false),
  UNREADABLE_BODY(400, "The body cannot be read", false),
  EMPTY_BODY(400, "The body holds no event", false),
  INVALID_PARAMETER(400, "A parameter cannot be used", false),
  INVALID_HEADER(400, "A header cannot be used", false),
  NOT_FOUND(404, "There is nothing here", false),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here", false),
  NOT_ACCEPTABLE(406, "None of the accepted media types can be produced", false),
  BODY_STALLED(408, "The body stopped arriving", true),
  BEHIND_TOKEN(412, "No database is as far as the token", true),
  TOO_LARGE(413, "The body is too large", false),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not taken", false),
  UNSUPPORTED_CONTENT_CODING(415, "The body's content coding is not taken", false),
  INVALID_EVENT(422, "The event breaks a rule", false),
  ALL_REJECTED(422, "No event of the body can be taken", false),
  INTERNAL_ERROR(500, "The service failed", true),
  OVER_CAPACITY(503, "The service does as much as it may", true),
  PUBLISH_UNAVAILABLE(503, "Events cannot be made durable now", true),
  READ_UNAVAILABLE(503, "No database can serve the read now", true);

  private final int status;
  private final String title;
  private final boolean retryable;

  ProblemType(int status, String title, boolean retryable) {
    this.status = status;
    this.title = title;
    this.retryable = retryable;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  public boolean isRetryable() {
    return retryable;
  }

  /** The type member: a reference relative to this service that never changes. */
  public String uri() {
    return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
