package dev.visitortracker.api.ingest.request;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** The kinds of body that are taken. */
public enum BodyKind {
  /** One event, or an array of them. */
  JSON("application/json"),
  /** One CloudEvent as a JSON object. */
  CLOUD_EVENT("application/cloudevents+json"),
  /** An array of CloudEvents. */
  CLOUD_EVENTS("application/cloudevents-batch+json"),
  /** One event per line. */
  NDJSON("application/x-ndjson"),
  /** One request per line, in the common or combined log format. */
  ACCESS_LOG("text/x-access-log");

  /** All of them, for messages. */
  static final String ACCEPTED =
      Arrays.stream(values()).map(kind -> kind.name).collect(Collectors.joining(", "));

  private final String name;

  BodyKind(String name) {
    this.name = name;
  }

  /** Whether the body may be a single event. */
  public boolean isOneEvent() {
    return this == JSON || this == CLOUD_EVENT;
  }

  /** Whether the text is the media type of plain JSON, with or without parameters. */
  public static boolean isJson(String text) {
    try {
      return of(MediaType.parseMediaType(text)) == JSON;
    } catch (InvalidMediaTypeException notAMediaType) {
      return false;
    }
  }

  /** The kind of this media type, or null where it is not taken. */
  static @Nullable BodyKind of(MediaType type) {
    for (BodyKind kind : values()) {
      if (kind.name.equals(type.getType() + "/" + type.getSubtype())) {
        return kind;
      }
    }
    return null;
  }
}
