package dev.visitortracker.event;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Collects the fields of one JSON object and remembers the first that is wrong. */
final class DraftReader {
  /** Names are echoed; what is longer or cannot be shown is not. */
  private static final int MAX_SHOWN_NAME = 64;

  /** Nine digits are always an int. */
  private static final int MAX_INT_DIGITS = 9;

  /** Longer numbers are not converted: that takes the square of their length. */
  private static final int MAX_NUMBER = 1_000;

  private static final String NOT_AN_INTEGER = "is not an integer of 32 bits";

  private final JsonParser parser;
  private final UnknownFields unknownFields;
  private @Nullable String id;
  private @Nullable String timestamp;
  private @Nullable String site;
  private @Nullable String sourceIp;
  private @Nullable String endpoint;
  private @Nullable String method;
  private @Nullable Integer responseCode;
  private @Nullable String userAgent;
  private @Nullable String referrer;
  private @Nullable Integer durationMillis;
  private @Nullable Rejected rejected;

  /** One bit for each field, by its number. */
  private int seen;

  DraftReader(JsonParser parser, UnknownFields unknownFields) {
    this.parser = parser;
    this.unknownFields = unknownFields;
  }

  /** Takes the value at the parser's current token; JSON's null counts as absent. */
  void field(String name) {
    switch (name) {
      case "id" -> id = text(name, 0);
      case "timestamp" -> timestamp = text(name, 1);
      case "site" -> site = text(name, 2);
      case "source_ip" -> sourceIp = text(name, 3);
      case "endpoint" -> endpoint = text(name, 4);
      case "method" -> method = text(name, 5);
      case "response_code" -> responseCode = integer(name, 6, VisitRules.RESPONSE_CODES);
      case "user_agent" -> userAgent = text(name, 7);
      case "referrer" -> referrer = text(name, 8);
      case "duration_ms" -> durationMillis = integer(name, 9, VisitRules.DURATIONS_MILLIS);
      default -> unknown(name);
    }
  }

  ReadResult result() {
    if (rejected != null) {
      return rejected;
    }
    return new VisitDraft(
        id,
        timestamp,
        site,
        sourceIp,
        endpoint,
        method,
        responseCode,
        userAgent,
        referrer,
        durationMillis);
  }

  private @Nullable String text(String name, int number) {
    refuseSecond(name, number);
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    refuseUnlessNull(name, "is not a string", "a JSON string");
    return null;
  }

  private @Nullable Integer integer(String name, int number, String range) {
    refuseSecond(name, number);
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getStringLength() <= MAX_INT_DIGITS) {
      return parser.getIntValue();
    }
    if (parser.currentToken().isNumeric()) {
      return wholeNumber(name, parser.getString(), range);
    }
    refuseUnlessNull(name, NOT_AN_INTEGER, "a whole number from " + range);
    return null;
  }

  /** JSON Schema counts 200.0 and 2e2 as integers, too. */
  private @Nullable Integer wholeNumber(String name, String text, String range) {
    if (text.length() > MAX_NUMBER) {
      boolean hasPart = parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
      refuse(
          name,
          hasPart ? "has more than " + MAX_NUMBER + " characters" : NOT_AN_INTEGER,
          "a whole number from " + range);
      return null;
    }
    try {
      return new BigDecimal(text).intValueExact();
    } catch (ArithmeticException | NumberFormatException notAnInt) {
      refuse(name, NOT_AN_INTEGER, "a whole number from " + range);
      return null;
    }
  }

  private void unknown(String name) {
    parser.skipChildren();
    if (unknownFields == UnknownFields.REJECT) {
      if (Texts.problem(name, 1, MAX_SHOWN_NAME) == null) {
        refuse(name, "is not a field of a visit", VisitJson.FIELDS);
      } else {
        refuse("body", "holds a field that a visit does not have", VisitJson.FIELDS);
      }
    }
  }

  private void refuseSecond(String name, int number) {
    int bit = 1 << number;
    if ((seen & bit) != 0) {
      refuse(name, "is given twice", "each field once");
    }
    seen |= bit;
  }

  private void refuseUnlessNull(String name, String problem, String allowed) {
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      parser.skipChildren();
      refuse(name, problem, allowed);
    }
  }

  private void refuse(String name, String problem, String allowed) {
    if (rejected == null) {
      rejected = new Rejected(name, problem, allowed);
    }
  }
}
