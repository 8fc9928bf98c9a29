package dev.visitortracker.worker.decode;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitJson.UnknownFields;
import dev.visitortracker.event.VisitRecordReader;
import dev.visitortracker.event.VisitRules;
import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes and checks records; what cannot be read becomes a dead letter and holds up nothing. For
 * one sequence of batches, such as a lane's: it keeps the texts that repeat among them.
 */
public final class BatchDecoder {
  private final VisitRules rules;
  private final VisitRecordReader reader;

  public BatchDecoder(DecodeSettings properties, InstantSource clock) {
    this.rules = new VisitRules(properties.maxAge(), properties.maxAhead(), clock);
    this.reader = new VisitRecordReader(rules);
  }

  /** Pure computation; never throws for what a record may hold. */
  public DecodedBatch decode(SourceBatch batch) {
    List<DecodedVisit> visits = new ArrayList<>(batch.records().size());
    List<DeadLetter> deadLetters = new ArrayList<>();
    for (SourceRecord record : batch.records()) {
      decode(record, visits, deadLetters);
    }
    return new DecodedBatch(batch, visits, deadLetters);
  }

  private void decode(
      SourceRecord record, List<DecodedVisit> visits, List<DeadLetter> deadLetters) {
    byte[] value = record.value();
    if (value == null || value.length == 0) {
      deadLetters.add(new DeadLetter(record, Reason.EMPTY, "the record has no value", null));
      return;
    }
    Visit visit = reader.read(value);
    if (visit != null) {
      visits.add(new DecodedVisit(visit, record));
    } else {
      parse(record, value, visits, deadLetters);
    }
  }

  /** Unknown fields are ignored: an older worker must read what a newer API writes. */
  private void parse(
      SourceRecord record, byte[] value, List<DecodedVisit> visits, List<DeadLetter> deadLetters) {
    ReadResult read = VisitJson.read(value, UnknownFields.IGNORE);
    switch (read) {
      case Rejected rejected -> deadLetters.add(deadLetter(record, Reason.UNREADABLE, rejected));
      case VisitDraft draft -> {
        CheckResult checked = rules.check(draft, Defaults.NONE);
        switch (checked) {
          case CheckResult.Valid valid -> visits.add(new DecodedVisit(valid.visit(), record));
          case Rejected rejected ->
              deadLetters.add(deadLetter(record, Reason.INVALID_VISIT, rejected));
        }
      }
    }
  }

  private static DeadLetter deadLetter(SourceRecord record, Reason reason, Rejected rejected) {
    return new DeadLetter(
        record,
        reason,
        "%s %s; allowed: %s".formatted(rejected.field(), rejected.problem(), rejected.allowed()),
        null);
  }
}
