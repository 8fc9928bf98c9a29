package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.PartState;
import dev.visitortracker.perf.load.Backlog;
import dev.visitortracker.perf.peer.Database;
import dev.visitortracker.perf.peer.NumberQuery;
import dev.visitortracker.perf.peer.Server;
import dev.visitortracker.perf.watch.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A stack whose table is full and whose worker stands still, so that what is measured is the API
 * alone.
 */
record Serving(LocalStack stack, Server server) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String ROWS =
      "SELECT coalesce(sum(stored), 0)::bigint FROM ingest_watermark";

  /** The stack of the laboratory, filled by whoever comes first. */
  static Serving in(Laboratory laboratory) throws SQLException {
    LocalStack stack = laboratory.stack(laboratory.stacks().whole("serving"));
    Part worker = stack.part("worker-1");
    if (worker.state() == PartState.RUNNING) {
      fill(stack, laboratory.effort().rows());
      worker.stop();
    }
    return new Serving(stack, Server.of(stack));
  }

  private static void fill(LocalStack stack, int rows) throws SQLException {
    Database database = new Database(stack);
    Backlog.produce(stack.kafkaBootstrapServers(), rows);
    try (NumberQuery stored = database.query(ROWS)) {
      Await.until("filling the table", PATIENCE, POLL, () -> stored.number() >= rows);
    }
    try (Connection connection = database.owner();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) visit_events");
    }
  }
}
