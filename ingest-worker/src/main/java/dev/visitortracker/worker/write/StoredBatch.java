package dev.visitortracker.worker.write;

import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.progress.Advance;
import java.util.List;

/** A batch whose transaction is committed. */
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

  /** Tells Kafka; to be called once, in the order in which the batches were received. */
  public void acknowledge() {
    source.acknowledgement().run();
  }
}
