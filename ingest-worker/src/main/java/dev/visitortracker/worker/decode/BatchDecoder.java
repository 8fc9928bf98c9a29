package dev.visitortracker.worker.decode;

import dev.visitortracker.event.Accepted;
import dev.visitortracker.event.Checked;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Read;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitRecordReader;
import dev.visitortracker.event.VisitRules;
import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Decodes and checks records; what cannot be read becomes a dead letter and holds up nothing. */
public final class BatchDecoder {
  private final VisitRules rules;

  public BatchDecoder(DecodeProperties properties, InstantSource clock) {
    this.rules = new VisitRules(properties.maxAge(), properties.maxAhead(), clock);
  }

  /** Pure computation; never throws for what a record may hold. */
  public DecodedBatch decode(SourceBatch batch) {
    List<DecodedVisit> visits = new ArrayList<>(batch.records().size());
    List<DeadLetter> deadLetters = new ArrayList<>();
    VisitRecordReader reader = new VisitRecordReader();
    for (SourceRecord record : batch.records()) {
      decode(record, reader, visits, deadLetters);
    }
    return new DecodedBatch(batch, visits, deadLetters);
  }

  private void decode(
      SourceRecord record,
      VisitRecordReader reader,
      List<DecodedVisit> visits,
      List<DeadLetter> deadLetters) {
    byte[] value = record.value();
    if (value == null || value.length == 0) {
      deadLetters.add(new DeadLetter(record, Reason.EMPTY, "the record has no value", null));
      return;
    }
    Read read = reader.read(value);
    switch (read) {
      case Rejected rejected -> deadLetters.add(deadLetter(record, Reason.UNREADABLE, rejected));
      case VisitDraft draft -> {
        Checked checked = rules.check(draft, Defaults.NONE);
        switch (checked) {
          case Accepted accepted -> visits.add(new DecodedVisit(accepted.visit(), record));
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
