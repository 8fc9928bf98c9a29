package dev.visitortracker.api.ingest.json;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.ingest.outcome.Refusals;
import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one event or an array of events. An array is read as a whole before anything is published.
 */
public final class JsonBodyReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final EventFormat format;
  private final Shape shape;
  private final int maxEvents;

  /** What a body may be. */
  public enum Shape {
    OBJECT,
    ARRAY,
    EITHER
  }

  public JsonBodyReader(EventFormat format, Shape shape, int maxEvents) {
    this.format = format;
    this.shape = shape;
    this.maxEvents = maxEvents;
  }

  /** Whether the body is one event with a deduplication key of its own. */
  boolean hasKeys() {
    return shape == Shape.OBJECT && format.hasKeys();
  }

  public JsonBody read(byte[] body, Defaults defaults) {
    char first = firstCharacter(body);
    if (first == ' ') {
      return new JsonBody.Refused(Refusals.empty(), 0);
    }
    Rejected notText = VisitJson.notText(body, 0, body.length);
    if (notText != null) {
      return refused(notText);
    }
    boolean isArray = first == '[';
    if (shape == (isArray ? Shape.OBJECT : Shape.ARRAY)) {
      return refused(
          new Rejected(
              "body",
              isArray ? "is an array" : "is not an array",
              isArray ? "one JSON object" : "a JSON array"));
    }
    return parsed(body, isArray, defaults);
  }

  private JsonBody parsed(byte[] body, boolean isArray, Defaults defaults) {
    try (JsonParser parser = VisitJson.parser(body, 0, body.length)) {
      parser.nextToken();
      return isArray ? elements(parser, defaults) : one(parser, defaults);
    } catch (JacksonException broken) {
      return refused(VisitJson.notJson(broken));
    }
  }

  private JsonBody one(JsonParser parser, Defaults defaults) {
    CheckResult event = format.read(parser, defaults);
    return parser.nextToken() == null
        ? checked(event)
        : refused(new Rejected("body", "goes on after the object", "one JSON object"));
  }

  private static JsonBody checked(CheckResult checked) {
    return switch (checked) {
      case CheckResult.Valid valid -> new JsonBody.One(valid.visit());
      case Rejected why -> refused(why);
    };
  }

  private static JsonBody refused(Rejected why) {
    boolean isUnreadable = why.field().equals("body");
    return new JsonBody.Refused(
        Refusals.of(isUnreadable ? ProblemType.UNREADABLE_BODY : ProblemType.INVALID_EVENT, why),
        isUnreadable ? 0 : 1);
  }

  private JsonBody elements(JsonParser parser, Defaults defaults) {
    List<Visit> visits = new ArrayList<>();
    List<Rejection> rejections = new ArrayList<>();
    Set<Ulid> ids = new HashSet<>();
    int index = 0;
    for (; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      if (index == maxEvents) {
        return new JsonBody.Refused(Refusals.tooManyEvents(maxEvents), 0);
      }
      switch (format.read(parser, defaults)) {
        case CheckResult.Valid valid -> {
          if (ids.add(valid.visit().id())) {
            visits.add(valid.visit());
          }
        }
        case Rejected why -> rejections.add(Rejection.ofElement(index, why));
      }
    }
    if (parser.nextToken() != null) {
      return refused(new Rejected("body", "goes on after the array", "one JSON array"));
    }
    return index == 0
        ? new JsonBody.Refused(Refusals.empty(), 0)
        : new JsonBody.Many(visits, rejections, index - visits.size() - rejections.size());
  }

  /**
   * The first character that is not white space, or a space where there is none. A byte order mark
   * is passed over, as RFC 8259 allows and the parser does.
   */
  private static char firstCharacter(byte[] body) {
    for (int i = startsWithMark(body) ? BYTE_ORDER_MARK.length : 0; i < body.length; i++) {
      byte character = body[i];
      if (character != ' ' && character != '\n' && character != '\r' && character != '\t') {
        return (char) (character & 0xff);
      }
    }
    return ' ';
  }

  private static boolean startsWithMark(byte[] body) {
    return body.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            body, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }
}
