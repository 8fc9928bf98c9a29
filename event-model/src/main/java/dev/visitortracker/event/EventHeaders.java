package dev.visitortracker.event;

/** The headers of a record. Their values are UTF-8 text. */
public final class EventHeaders {
  /** Media type of the value, {@link VisitJson#CONTENT_TYPE}. */
  public static final String CONTENT_TYPE = "content-type";

  /** Version of the value's form, {@link VisitJson#SCHEMA_VERSION}. */
  public static final String SCHEMA_VERSION = "schema-version";

  /** W3C trace context of the request that sent the visit. */
  public static final String TRACEPARENT = "traceparent";

  private EventHeaders() {}
}
