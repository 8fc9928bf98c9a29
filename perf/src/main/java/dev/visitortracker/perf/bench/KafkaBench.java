package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.load.Bodies;
import dev.visitortracker.perf.load.PlainProducer;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.report.Figure;
import java.util.List;

/**
 * What the API puts into Kafka in batches of 100 events, beside the plain producer with the same
 * records, acknowledged by all in-sync replicas. The producer stays the same, and so warm, for all
 * samples.
 */
final class KafkaBench {
  private static final double TARGET = 0.25;
  private static final int BATCHES = 50;
  private static final int BATCH = 100;
  private static final String PLAIN = "plain Kafka producer";
  private static final String API = "NDJSON batches of 100 through the API";

  private KafkaBench() {}

  static List<Figure> run(Laboratory laboratory) throws Exception {
    Serving serving = Serving.in(laboratory);
    LocalStack stack = serving.stack();
    Requests batches =
        Requests.post("/events", "application/x-ndjson", new Bodies().batches(BATCHES, BATCH));
    try (PlainProducer producer = new PlainProducer(stack.kafkaBootstrapServers())) {
      var loops = new ClosedLoops(laboratory);
      loops.rounds().add(PLAIN, "events/s", producer::perSecond);
      return loops
          .add(API, serving.server(), batches, BATCH, "events/s")
          .run()
          .compare(API, PLAIN, TARGET)
          .list();
    }
  }
}
