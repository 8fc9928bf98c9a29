package dev.visitortracker.event;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
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

  private static final String ALLOWED = "JSON in UTF-8 as in RFC 8259";

  private static final int TYPICAL_BYTES = 384;
  private static final int MAX_DEPTH = 500;

  /**
   * The parser keeps up to 6000 names for all bodies to come, so strangers must not choose long
   * ones.
   */
  private static final int MAX_NAME = 1_000;

  /**
   * A number may be as long as the text that holds it, which has a bound of its own, so that its
   * field is named and not the parser's bound. {@link DraftReader} converts none that is long.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

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
   * ill-formed UTF-8 for what they seem to mean: ask {@link #notText} first.
   */
  public static JsonParser parser(byte[] json, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), json, offset, length);
  }

  /** Reads exactly one object; broken JSON and anything behind the object are rejected. */
  public static ReadResult read(byte[] json, UnknownFields unknownFields) {
    return read(json, 0, json.length, unknownFields);
  }

  /** Reads one visit from a part of an array. */
  public static ReadResult read(byte[] json, int offset, int length, UnknownFields unknownFields) {
    Rejected notText = notText(json, offset, length);
    if (notText != null) {
      return notText;
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

  /** Why bytes cannot be JSON that PostgreSQL holds, or null: ill-formed UTF-8 or U+0000. */
  public static @Nullable Rejected notText(byte[] json, int offset, int length) {
    if (Utf8.isText(json, offset, length)) {
      return null;
    }
    int at = offset;
    while (at < offset + length && json[at] != 0) {
      at++;
    }
    String problem =
        at < offset + length
            ? "holds the control character U+0000 at byte " + (at - offset)
            : "is not UTF-8";
    return new Rejected("body", problem, ALLOWED);
  }

  /** How broken JSON is named to the one who sent it; the parser's own words are for developers. */
  public static Rejected notJson(JacksonException broken) {
    return switch (broken) {
      case StreamConstraintsException beyondBound ->
          new Rejected(
              "body",
              "is nested too deep or holds a name that is too long",
              "at most %d levels, names of at most %d characters".formatted(MAX_DEPTH, MAX_NAME));
      case UnexpectedEndOfInputException cut ->
          new Rejected("body", "ends in the middle of its JSON", ALLOWED);
      default -> new Rejected("body", "is not valid JSON" + place(broken), ALLOWED);
    };
  }

  private static String place(JacksonException broken) {
    TokenStreamLocation location = broken.getLocation();
    return location == null ? "" : " at byte " + Math.max(0, location.getByteOffset());
  }
}
