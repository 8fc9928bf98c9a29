package dev.visitortracker.worker.write;

import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.decode.DecodedBatch;
import dev.visitortracker.worker.decode.DecodedVisit;
import dev.visitortracker.worker.progress.Advance;
import dev.visitortracker.worker.progress.OffsetRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What became of a batch, where every record is stored, a duplicate or a dead letter.
 *
 * @param rollup the counts of the visits that are new
 * @param visitors the visitors of the visits that are new
 * @param advances how far the batch moves each watermark
 */
record BatchOutcome(Rollup rollup, DailyVisitors visitors, List<Advance> advances) {

  /** The outcome where some visits were stored before, or PostgreSQL refused them. */
  static BatchOutcome of(DecodedBatch batch, InsertResult result) {
    Builder outcome = new Builder(batch);
    Set<SourceRecord> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    for (DeadLetter letter : result.refused()) {
      refused.add(letter.record());
      outcome.deadLettered(letter.record());
    }
    Set<UUID> notSeen = new HashSet<>(result.inserted());
    for (DecodedVisit decoded : batch.visits()) {
      if (notSeen.remove(decoded.visit().id().toUuid())) {
        outcome.stored(decoded);
      } else if (!refused.contains(decoded.source())) {
        outcome.duplicate(decoded.source());
      }
    }
    return outcome.build();
  }

  /** Takes the outcome of one record after the other. For one thread. */
  static final class Builder {
    private final MinuteCounts counts = new MinuteCounts();
    private final VisitorHashes visitors = new VisitorHashes();

    /** One for each partition; a batch has few, so they are found by looking. */
    private final List<OffsetRange> ranges;

    private final long[] stored;
    private final long[] duplicate;
    private final long[] deadLettered;

    /** Begins with the records that could not be read. */
    Builder(DecodedBatch batch) {
      ranges = batch.source().ranges();
      stored = new long[ranges.size()];
      duplicate = new long[ranges.size()];
      deadLettered = new long[ranges.size()];
      batch.deadLetters().forEach(letter -> deadLettered(letter.record()));
    }

    void stored(DecodedVisit decoded) {
      stored[index(decoded.source())]++;
      counts.add(decoded.visit());
      visitors.add(decoded.visit());
    }

    void duplicate(SourceRecord record) {
      duplicate[index(record)]++;
    }

    void deadLettered(SourceRecord record) {
      deadLettered[index(record)]++;
    }

    BatchOutcome build() {
      List<Advance> advances = new ArrayList<>(ranges.size());
      for (int i = 0; i < ranges.size(); i++) {
        advances.add(new Advance(ranges.get(i), stored[i], duplicate[i], deadLettered[i]));
      }
      return new BatchOutcome(counts.rollup(), visitors.visitors(), advances);
    }

    private int index(SourceRecord record) {
      int i = 0;
      while (ranges.get(i).partition() != record.partition()) {
        i++;
      }
      return i;
    }
  }
}
