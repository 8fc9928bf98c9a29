package dev.visitortracker.perf.load;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import java.util.stream.Stream;

/** Visits in Kafka, put there as the API would. */
public final class Backlog {
  /**
   * One request at a time: where a broker has just started and does not lead a partition yet, the
   * second would be taken and the first, as out of order, refused until it expires (KAFKA-14359,
   * KAFKA-15591).
   */
  private static final int REQUESTS_IN_FLIGHT = 1;

  private Backlog() {}

  /**
   * Blocks until Kafka has acknowledged so many visits of {@link Workload}.
   *
   * @throws IllegalStateException when Kafka did not take one
   */
  public static void produce(String bootstrapServers, int visits) {
    produce(bootstrapServers, new Workload(System.currentTimeMillis()).stream().limit(visits));
  }

  /**
   * Blocks until Kafka has acknowledged all of them.
   *
   * @throws IllegalStateException when Kafka did not take one
   */
  public static void produce(String bootstrapServers, Stream<Visit> visits) {
    try (VisitProducer producer = new VisitProducer(bootstrapServers, REQUESTS_IN_FLIGHT)) {
      visits.map(VisitJson::write).forEach(producer::send);
      producer.flush();
    }
  }
}
