package dev.visitortracker.api.ingest;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.event.Accepted;
import dev.visitortracker.event.Checked;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Read;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import dev.visitortracker.event.VisitRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one event or an array of events. An array is read as a whole before anything is published.
 */
final class JsonBodyReader {
  private final VisitRules rules;
  private final int maxEvents;

  JsonBodyReader(VisitRules rules, int maxEvents) {
    this.rules = rules;
    this.maxEvents = maxEvents;
  }

  JsonBody read(byte[] body, Defaults defaults) {
    return switch (firstCharacter(body)) {
      case ' ' -> new JsonBody.Refused(Refusals.empty(), 0);
      case '[' -> array(body, defaults);
      default -> one(body, defaults);
    };
  }

  private JsonBody one(byte[] body, Defaults defaults) {
    return switch (VisitJson.read(body, UnknownFields.REJECT)) {
      case VisitDraft draft -> checked(rules.check(draft, defaults));
      case Rejected why -> refused(why);
    };
  }

  private static JsonBody checked(Checked checked) {
    return switch (checked) {
      case Accepted accepted -> new JsonBody.One(accepted.visit());
      case Rejected why -> refused(why);
    };
  }

  private static JsonBody refused(Rejected why) {
    boolean isUnreadable = why.field().equals("body");
    return new JsonBody.Refused(
        Refusals.of(isUnreadable ? ProblemType.UNREADABLE_BODY : ProblemType.INVALID_EVENT, why),
        isUnreadable ? 0 : 1);
  }

  private JsonBody array(byte[] body, Defaults defaults) {
    try (JsonParser parser = VisitJson.parser(body, 0, body.length)) {
      parser.nextToken();
      return elements(parser, defaults);
    } catch (JacksonException broken) {
      return refused(VisitJson.notJson(broken));
    }
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
      switch (element(parser, defaults)) {
        case Accepted accepted -> {
          if (ids.add(accepted.visit().id())) {
            visits.add(accepted.visit());
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

  private Checked element(JsonParser parser, Defaults defaults) {
    Read read = VisitJson.read(parser, UnknownFields.REJECT);
    return switch (read) {
      case VisitDraft draft -> rules.check(draft, defaults);
      case Rejected why -> why;
    };
  }

  /** The first character that is not white space, or a space where there is none. */
  private static char firstCharacter(byte[] body) {
    for (byte character : body) {
      if (character != ' ' && character != '\n' && character != '\r' && character != '\t') {
        return (char) (character & 0xff);
      }
    }
    return ' ';
  }
}
