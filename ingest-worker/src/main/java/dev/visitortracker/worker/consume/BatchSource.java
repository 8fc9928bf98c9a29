package dev.visitortracker.worker.consume;

import reactor.core.publisher.Flux;

/** The seam to Kafka: a stream of batches, read on demand. */
public interface BatchSource {

  /**
   * Reads from the stored watermarks on. Each subscription is a consumer of its own; at most the
   * configured number of polls waits in it. Ends with an error where the consumer cannot go on; a
   * new subscription then starts from the watermarks again.
   */
  Flux<SourceBatch> receive();
}
