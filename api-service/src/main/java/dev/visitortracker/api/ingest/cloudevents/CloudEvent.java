package dev.visitortracker.api.ingest.cloudevents;

import dev.visitortracker.api.ingest.request.BodyKind;
import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Timestamps;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent as somebody wrote it (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">specification</a>):
 * every attribute may be absent, none is checked yet. Attributes that are not named here are
 * extensions, and a visit has no use for them.
 *
 * @param data the visit, or why it cannot be read; null where there is none
 */
public record CloudEvent(
    @Nullable String specversion,
    @Nullable String id,
    @Nullable String source,
    @Nullable String type,
    @Nullable String time,
    @Nullable String datacontenttype,
    @Nullable ReadResult data) {
  static final String VERSION = "1.0";

  /** The first attribute that breaks a rule of the specification, or null. */
  @Nullable Rejected brokenAttribute() {
    if (specversion == null) {
      return new Rejected("specversion", "is missing", VERSION);
    }
    if (!specversion.equals(VERSION)) {
      return new Rejected("specversion", "is not a version that is taken", VERSION);
    }
    if (id == null || id.isEmpty()) {
      return absent("id", id);
    }
    if (source == null || source.isEmpty()) {
      return absent("source", source);
    }
    if (!isUriReference(source)) {
      return new Rejected("source", "is not a URI-reference", "a URI-reference as in RFC 3986");
    }
    if (type == null || type.isEmpty()) {
      return absent("type", type);
    }
    if (time != null && Timestamps.parse(time) == null) {
      return new Rejected(
          "time", "is not an RFC 3339 date-time", "a form like 2015-05-17T10:05:03.000Z");
    }
    return brokenContentType();
  }

  /** What tells the event apart from all others: the producer makes the pair unique. */
  String deduplicationKey() {
    return "cloudevent " + source + " " + id;
  }

  private @Nullable Rejected brokenContentType() {
    String given = datacontenttype;
    return given == null || BodyKind.isJson(given)
        ? null
        : new Rejected(
            "datacontenttype", "is not a type of JSON", "application/json, or a type with +json");
  }

  private static Rejected absent(String attribute, @Nullable String value) {
    return new Rejected(
        attribute, value == null ? "is missing" : "is empty", "a string that is not empty");
  }

  private static boolean isUriReference(String text) {
    try {
      return new URI(text).toString().equals(text);
    } catch (URISyntaxException notAReference) {
      return false;
    }
  }
}
