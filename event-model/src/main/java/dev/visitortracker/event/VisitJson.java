package dev.visitortracker.event;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Visits as JSON objects, at the API and as the value of a Kafka record. Written without white
 * space and without absent fields, always in the same order.
 */
public final class VisitJson {
  /** The media type of a record's value. */
  public static final String CONTENT_TYPE = "application/json";

  /**
   * The version of the record's value. It changes only when an old reader would misread a new
   * value; added fields do not change it, because readers of records ignore what they do not know.
   */
  public static final String SCHEMA_VERSION = "1";

  /** The names of all fields, for messages. */
  static final String FIELDS =
      "id, timestamp, site, source_ip, endpoint, method, response_code, user_agent, referrer,"
          + " duration_ms";

  private static final int TYPICAL_BYTES = 384;
  private static final JsonFactory FACTORY = new JsonFactory();

  /** What a reader does with a field that it does not know. */
  public enum UnknownFields {
    /** The API: a misspelt field is the sender's mistake and is named. */
    REJECT,
    /** The worker: it must read what newer services write. */
    IGNORE
  }

  private VisitJson() {}

  /** Writes a visit as compact JSON in UTF-8. */
  public static byte[] write(Visit visit) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeStringProperty("id", visit.id().toString());
      json.writeStringProperty("timestamp", Timestamps.format(visit.timestampMillis()));
      json.writeStringProperty("site", visit.site());
      json.writeStringProperty("source_ip", visit.sourceIp().getHostAddress());
      json.writeStringProperty("endpoint", visit.endpoint());
      json.writeStringProperty("method", visit.method());
      json.writeNumberProperty("response_code", visit.responseCode());
      if (visit.userAgent() != null) {
        json.writeStringProperty("user_agent", visit.userAgent());
      }
      if (visit.referrer() != null) {
        json.writeStringProperty("referrer", visit.referrer());
      }
      if (visit.durationMillis() != null) {
        json.writeNumberProperty("duration_ms", visit.durationMillis());
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /**
   * Opens a parser for {@link #read(JsonParser, UnknownFields)}. It takes other encodings and
   * ill-formed UTF-8 for what they seem to mean: ask {@link Utf8#isText} first.
   */
  public static JsonParser parser(byte[] json, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), json, offset, length);
  }

  /** Reads exactly one object; broken JSON and anything behind the object are rejected. */
  public static ReadResult read(byte[] json, UnknownFields unknownFields) {
    return read(json, 0, json.length, unknownFields);
  }

  /** The same for a part of an array. */
  public static ReadResult read(byte[] json, int offset, int length, UnknownFields unknownFields) {
    if (!Utf8.isText(json, offset, length)) {
      return new Rejected("body", "is not UTF-8", "JSON as in RFC 8259");
    }
    try (JsonParser parser = parser(json, offset, length)) {
      if (parser.nextToken() == null) {
        return new Rejected("body", "is empty", "a JSON object");
      }
      ReadResult read = read(parser, unknownFields);
      if (parser.nextToken() != null) {
        return new Rejected("body", "goes on after the object", "one JSON object");
      }
      return read;
    } catch (JacksonException broken) {
      return notJson(broken);
    }
  }

  /**
   * Reads the value at the parser's current token and leaves the parser at its last token, also
   * where the value is rejected, so that the next element of an array can be read.
   *
   * @throws JacksonException where the JSON itself is broken
   */
  public static ReadResult read(JsonParser parser, UnknownFields unknownFields) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return new Rejected("body", "is not a JSON object", "a JSON object");
    }
    DraftReader reader = new DraftReader(parser, unknownFields);
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      reader.field(name);
    }
    return reader.result();
  }

  /** How broken JSON is named to the one who sent it. */
  public static Rejected notJson(JacksonException broken) {
    // Jackson names no place where JSON breaks a limit of nesting, number or name.
    TokenStreamLocation location = broken.getLocation();
    String where = location == null ? "" : " at byte " + Math.max(0, location.getByteOffset());
    return new Rejected(
        "body",
        "is not valid JSON in UTF-8" + where + ": " + withoutSource(broken.getOriginalMessage()),
        "JSON as in RFC 8259");
  }

  /** Jackson names a source that nobody outside can know. */
  private static String withoutSource(String message) {
    int source = message.indexOf(" (start marker at");
    return source < 0 ? message : message.substring(0, source);
  }
}
