package dev.visitortracker.perf.load;

import dev.visitortracker.event.VisitJson;
import java.time.Duration;
import java.util.List;

/**
 * The most that Kafka's own producer sends, as {@code kafka-producer-perf-test} does: records made
 * before, sent by one thread, acknowledged by all in-sync replicas.
 */
public final class PlainProducer implements AutoCloseable {
  private static final int RECORDS = 10_000;

  /** The client's own default. */
  private static final int REQUESTS_IN_FLIGHT = 5;

  /** How many are sent between two looks at the clock. */
  private static final int CHUNK = 1_000;

  private final VisitProducer producer;
  private final List<byte[]> visits;

  public PlainProducer(String bootstrapServers) {
    this.producer = new VisitProducer(bootstrapServers, REQUESTS_IN_FLIGHT);
    this.visits =
        new Workload(System.currentTimeMillis())
            .next(RECORDS).stream().map(VisitJson::write).toList();
  }

  /**
   * Acknowledged records a second.
   *
   * @throws IllegalStateException when Kafka did not take one
   */
  public double perSecond(Duration length) {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < CHUNK; i++) {
        producer.send(visits.get((int) (sent++ % RECORDS)));
      }
    }
    producer.flush();
    return sent / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    producer.close();
  }
}
