package dev.visitortracker.worker.write;

import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.progress.Advance;
import dev.visitortracker.worker.progress.OffsetRange;
import java.util.List;
import java.util.OptionalLong;

/** A batch whose transaction is committed, with what became of its records. */
public record StoredBatch(SourceBatch source, List<Advance> advances) {

  /** Visits that are new. */
  public long stored() {
    return advances.stream().mapToLong(Advance::stored).sum();
  }

  /** Records whose visit had been stored before. */
  public long duplicate() {
    return advances.stream().mapToLong(Advance::duplicate).sum();
  }

  /** Records in the topic of dead letters. */
  public long deadLettered() {
    return advances.stream().mapToLong(Advance::deadLettered).sum();
  }

  /**
   * When the oldest record of a range was sent, in ms since the epoch; none where the range holds
   * no record.
   */
  public OptionalLong oldestMillis(OffsetRange range) {
    return source.records().stream()
        .filter(record -> record.partition() == range.partition())
        .mapToLong(SourceRecord::timestampMillis)
        .findFirst();
  }

  /** Tells Kafka; to be called once, in the order in which the batches were received. */
  public void acknowledge() {
    source.acknowledgement().run();
  }
}
