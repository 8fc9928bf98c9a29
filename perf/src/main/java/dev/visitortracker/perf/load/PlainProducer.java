package dev.visitortracker.perf.load;

import dev.visitortracker.event.Topics;
import dev.visitortracker.event.VisitJson;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

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

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<byte[]> values;

  public PlainProducer(String bootstrapServers) {
    this.producer = Backlog.producer(bootstrapServers, REQUESTS_IN_FLIGHT);
    this.values =
        new Workload(System.currentTimeMillis())
            .next(RECORDS).stream().map(VisitJson::write).toList();
  }

  /**
   * Acknowledged records a second.
   *
   * @throws IllegalStateException when Kafka did not take one
   */
  public double perSecond(Duration length) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long start = System.nanoTime();
    long end = start + length.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < CHUNK; i++) {
        byte[] value = values.get((int) (sent++ % RECORDS));
        var _ =
            producer.send(
                new ProducerRecord<>(Topics.VISIT_EVENTS, null, null, null, value, Backlog.HEADERS),
                (_, failed) -> {
                  if (failed != null) {
                    failure.set(failed);
                  }
                });
      }
    }
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("Kafka did not take a record", failure.get());
    }
    return sent / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    producer.close();
  }
}
