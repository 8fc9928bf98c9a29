package dev.visitortracker.api.ingest.cloudevents;

import dev.visitortracker.api.ingest.json.EventFormat;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A CloudEvent as one JSON object, alone or as an element of a batch. */
public record StructuredCloudEvent(CloudEventRules rules) implements EventFormat {
  @Override
  public CheckResult read(JsonParser parser, Defaults defaults) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return new Rejected("body", "is not a JSON object", "a CloudEvent as a JSON object");
    }
    var members = new CloudEventMembers(parser);
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      members.take(name);
    }
    Rejected broken = members.broken();
    return broken == null
        ? rules.check(members.event(), CloudEventMode.STRUCTURED, defaults)
        : broken;
  }

  @Override
  public boolean hasKeys() {
    return true;
  }
}
