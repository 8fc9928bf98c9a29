package dev.visitortracker.api.ingest.request;

import java.util.Arrays;
import java.util.Locale;
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

  /** The names of all kinds, for messages. */
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

  /** Whether the text is a media type whose values are JSON: json itself, or a name with +json. */
  public static boolean isJson(String text) {
    try {
      return isJson(MediaType.parseMediaType(text));
    } catch (InvalidMediaTypeException notAMediaType) {
      return false;
    }
  }

  static boolean isJson(MediaType type) {
    String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
    return subtype.equals("json") || subtype.endsWith("+json");
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
