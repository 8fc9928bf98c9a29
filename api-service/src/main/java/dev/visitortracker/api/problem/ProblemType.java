package dev.visitortracker.api.problem;

import java.util.Locale;

/**
 * All problems that this service answers with: HTTP status, title, whether the same request may
 * succeed later, and what to do about it. The names are part of the contract: they are the ends of
 * the type URIs.
 */
public enum ProblemType {
  BAD_REQUEST(
      400,
      "The request cannot be understood",
      false,
      "The request is not HTTP/1.1, or its URL is not percent-encoded UTF-8. The detail says what"
          + " is wrong; a connection that carried no HTTP is closed."),
  UNREADABLE_BODY(
      400,
      "The body cannot be read",
      false,
      "The body is not JSON in UTF-8, its compression is broken, or it broke off. Of an object or"
          + " array nothing was taken; of a stream everything up to through_line was."),
  EMPTY_BODY(400, "The body holds no event", false, "Send at least one event."),
  INVALID_PARAMETER(
      400,
      "A parameter cannot be used",
      false,
      "A parameter of the query or path is unknown, empty, given twice or out of range. The members"
          + " parameter, problem and allowed say which, why, and what can be used."),
  INVALID_HEADER(
      400,
      "A header cannot be used",
      false,
      "The members field, problem and allowed say which header, why, and what can be used."),
  NOT_FOUND(404, "There is nothing here", false, "GET / lists what there is."),
  METHOD_NOT_ALLOWED(
      405, "The method is not allowed here", false, "The header Allow lists the methods."),
  NOT_ACCEPTABLE(
      406,
      "None of the accepted media types can be produced",
      false,
      "The detail lists the media types to choose from in Accept."),
  HEADER_STALLED(
      408,
      "The request's header stopped arriving",
      true,
      "The header took too long from its first byte to its end, and the connection was closed."),
  BODY_STALLED(
      408,
      "The body stopped arriving",
      true,
      "An object or array took too long, or a stream was silent for too long. Of an object or array"
          + " nothing was taken; a stream goes on behind through_line."),
  BEHIND_TOKEN(
      412,
      "No database is as far as the token",
      true,
      "What the token stands for is durable, but no database shows it yet. Try again after"
          + " Retry-After, with a longer Prefer: wait, or with position as the token for what is"
          + " there."),
  TOO_LARGE(
      413,
      "The body is too large",
      false,
      "An object, an array or a compressed body is beyond the limit that is named. Streams of lines"
          + " have no limit."),
  URI_TOO_LONG(
      414,
      "The request line is too long",
      false,
      "The method, URL and version together are longer than max_bytes; the connection was closed."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The body's media type is not taken",
      false,
      "Accept-Post lists the media types that are taken."),
  UNSUPPORTED_CONTENT_CODING(
      415,
      "The body's content coding is not taken",
      false,
      "Accept-Encoding lists the content codings that are taken."),
  EXPECTATION_FAILED(
      417, "The expectation cannot be met", false, "Expect may only be 100-continue."),
  INVALID_EVENT(
      422,
      "The event breaks a rule",
      false,
      "The members field, problem and allowed say what is wrong with the event. Nothing was"
          + " taken."),
  ALL_REJECTED(
      422,
      "No event of the body can be taken",
      false,
      "Each event breaks a rule; rejected lists them with field, problem and allowed."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "The idempotency key was used for another event",
      false,
      "An event with another body came under this Idempotency-Key before. Nothing was taken; give"
          + " each event a key of its own."),
  HEADERS_TOO_LARGE(
      431,
      "The header section is too large",
      false,
      "All header fields together are larger than max_bytes; the connection was closed."),
  INTERNAL_ERROR(
      500,
      "The service failed",
      true,
      "A defect of this service. It is in its log under the mark in the detail."),
  OVER_CAPACITY(
      503,
      "The service does as much as it may",
      true,
      "A bound of this instance is reached. Try again after Retry-After."),
  PUBLISH_UNAVAILABLE(
      503,
      "Events cannot be made durable now",
      true,
      "Kafka is away or too slow. Send the event again after Retry-After; with an id or an"
          + " Idempotency-Key it is stored once, whatever became of this attempt."),
  READ_UNAVAILABLE(
      503,
      "No database can serve the read now",
      true,
      "All databases are away or too slow. Try again after Retry-After.");

  private final int status;
  private final String title;
  private final boolean retryable;
  private final String meaning;

  ProblemType(int status, String title, boolean retryable, String meaning) {
    this.status = status;
    this.title = title;
    this.retryable = retryable;
    this.meaning = meaning;
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

  /** What has happened and what to do about it, for people. */
  public String meaning() {
    return meaning;
  }

  /** The type member: a reference relative to this service that never changes. */
  public String uri() {
    return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
