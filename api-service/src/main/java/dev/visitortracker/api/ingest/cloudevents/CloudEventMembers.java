package dev.visitortracker.api.ingest.cloudevents;

import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Collects the members of one CloudEvent in JSON (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">format</a>)
 * and remembers the first that is wrong.
 */
final class CloudEventMembers {
  /** Attributes that are looked at; the others are checked for their form and left out. */
  private static final List<String> READ =
      List.of("specversion", "id", "source", "type", "time", "datacontenttype");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,64}");

  private final JsonParser parser;
  private final Map<String, String> attributes = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable ReadResult data;
  private @Nullable Rejected broken;

  CloudEventMembers(JsonParser parser) {
    this.parser = parser;
  }

  /** Takes the value at the parser's current token; JSON's null counts as absent. */
  void take(String name) {
    if (READ.contains(name)) {
      attribute(name);
    } else if (name.equals("data") || name.equals("data_base64")) {
      data(name);
    } else {
      extension(name);
    }
  }

  @Nullable Rejected broken() {
    return broken;
  }

  CloudEvent event() {
    return new CloudEvent(
        attributes.get("specversion"),
        attributes.get("id"),
        attributes.get("source"),
        attributes.get("type"),
        attributes.get("time"),
        attributes.get("datacontenttype"),
        data);
  }

  private void attribute(String name) {
    refuseSecond(name);
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      attributes.put(name, parser.getString());
    } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
      parser.skipChildren();
      refuse(name, "is not a string", "a JSON string");
    }
  }

  private void data(String name) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    refuseSecond("data");
    data = name.equals("data") ? VisitJson.read(parser, UnknownFields.REJECT) : decoded();
  }

  /** JSON is text, so it belongs into {@code data}; some libraries write bytes all the same. */
  private ReadResult decoded() {
    try {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        return VisitJson.read(Base64.getDecoder().decode(parser.getString()), UnknownFields.REJECT);
      }
    } catch (IllegalArgumentException notBase64) {
      return notBase64();
    }
    parser.skipChildren();
    return notBase64();
  }

  private static Rejected notBase64() {
    return new Rejected("body", "is not Base64", "the visit as a JSON object");
  }

  private void extension(String name) {
    boolean isScalar = parser.currentToken() != null && parser.currentToken().isScalarValue();
    parser.skipChildren();
    if (!NAME.matcher(name).matches()) {
      refuse("body", "holds a name that no attribute can have", "names of a-z and 0-9");
    } else if (!isScalar) {
      refuse(name, "is not a value that an attribute can have", "a string, number or boolean");
    }
  }

  private void refuseSecond(String name) {
    if (!seen.add(name)) {
      refuse(name, "is given twice", "each attribute once");
    }
  }

  private void refuse(String name, String problem, String allowed) {
    if (broken == null) {
      broken = new Rejected(name, problem, allowed);
    }
  }
}
