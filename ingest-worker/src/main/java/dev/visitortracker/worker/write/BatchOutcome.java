package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
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
 * What became of a batch: every record is stored, a duplicate or a dead letter.
 *
 * @param stored the visits that are new
 * @param advances the same as numbers, for each partition
 */
record BatchOutcome(List<Visit> stored, List<Advance> advances) {

  /** All visits are new. */
  static BatchOutcome allStored(DecodedBatch batch) {
    Count count = new Count(batch);
    batch.visits().forEach(visit -> count.stored(visit.source()));
    return count.settlement(batch.visits().stream().map(DecodedVisit::visit).toList());
  }

  /** Some visits were stored before, or PostgreSQL refused them. */
  static BatchOutcome of(DecodedBatch batch, InsertResult insertion) {
    Count count = new Count(batch);
    Set<SourceRecord> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    for (DeadLetter letter : insertion.refused()) {
      refused.add(letter.record());
      count.deadLettered(letter.record());
    }
    Set<UUID> notSeen = new HashSet<>(insertion.inserted());
    List<Visit> stored = new ArrayList<>(notSeen.size());
    for (DecodedVisit decoded : batch.visits()) {
      if (notSeen.remove(decoded.visit().id().toUuid())) {
        stored.add(decoded.visit());
        count.stored(decoded.source());
      } else if (!refused.contains(decoded.source())) {
        count.duplicate(decoded.source());
      }
    }
    return count.settlement(stored);
  }

  /** Counts for each partition; a batch has few, so they are found by looking. */
  private static final class Count {
    private final List<OffsetRange> ranges;
    private final long[] stored;
    private final long[] duplicate;
    private final long[] deadLettered;

    Count(DecodedBatch batch) {
      ranges = batch.source().ranges();
      stored = new long[ranges.size()];
      duplicate = new long[ranges.size()];
      deadLettered = new long[ranges.size()];
      batch.deadLetters().forEach(letter -> deadLettered(letter.record()));
    }

    void stored(SourceRecord record) {
      stored[index(record)]++;
    }

    void duplicate(SourceRecord record) {
      duplicate[index(record)]++;
    }

    void deadLettered(SourceRecord record) {
      deadLettered[index(record)]++;
    }

    BatchOutcome settlement(List<Visit> visits) {
      List<Advance> advances = new ArrayList<>(ranges.size());
      for (int i = 0; i < ranges.size(); i++) {
        advances.add(new Advance(ranges.get(i), stored[i], duplicate[i], deadLettered[i]));
      }
      return new BatchOutcome(visits, advances);
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
