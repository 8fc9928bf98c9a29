package dev.visitortracker.api.tail;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import dev.visitortracker.event.VisitRecordReader;
import dev.visitortracker.event.VisitRules;
import org.jspecify.annotations.Nullable;

/** Reads records as the worker does: what becomes a dead letter there is no visit here. */
final class VisitDecoder {
  private final VisitRules rules;
  private final VisitRecordReader reader;

  VisitDecoder(VisitRules rules) {
    this.rules = rules;
    this.reader = new VisitRecordReader(rules);
  }

  /** The visit, or null where the bytes are none. */
  @Nullable Visit decode(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return null;
    }
    Visit visit = reader.read(value);
    return visit == null ? parse(value) : visit;
  }

  private @Nullable Visit parse(byte[] value) {
    return switch (VisitJson.read(value, UnknownFields.IGNORE)) {
      case Rejected unreadable -> null;
      case VisitDraft draft ->
          switch (rules.check(draft, Defaults.NONE)) {
            case CheckResult.Valid valid -> valid.visit();
            case Rejected invalid -> null;
          };
    };
  }
}
