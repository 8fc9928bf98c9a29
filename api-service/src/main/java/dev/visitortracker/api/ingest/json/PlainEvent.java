package dev.visitortracker.api.ingest.json;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import dev.visitortracker.event.VisitRules;
import tools.jackson.core.JsonParser;

/** A visit as a JSON object, without anything around it. */
public record PlainEvent(VisitRules rules) implements EventFormat {
  @Override
  public CheckResult read(JsonParser parser, Defaults defaults) {
    return switch (VisitJson.read(parser, UnknownFields.REJECT)) {
      case VisitDraft draft -> rules.check(draft, defaults);
      case Rejected why -> why;
    };
  }

  @Override
  public boolean hasKeys() {
    return false;
  }
}
