package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.load.Backlog;
import dev.visitortracker.perf.peer.Database;
import dev.visitortracker.perf.peer.NumberQuery;
import dev.visitortracker.perf.watch.Await;
import java.sql.SQLException;
import java.time.Duration;

/**
 * How fast the worker stores a backlog that was produced while it was frozen: the clock runs from
 * its waking to the last row, and only it needs the cores.
 */
final class Drain {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String SETTLED =
      "SELECT coalesce(sum(next_offset), 0)::bigint FROM ingest_watermark WHERE topic ="
          + " 'visit-events'";

  private final LocalStack stack;
  private final Database database;
  private final Part worker;

  Drain(LocalStack stack, Database database) {
    this.stack = stack;
    this.database = database;
    this.worker = stack.part("worker-1");
  }

  /** Rows a second; the table is emptied first. */
  double perSecond(int rows) throws SQLException {
    try (NumberQuery settled = database.query(SETTLED)) {
      worker.pause();
      long target = settled.number() + rows;
      Backlog.produce(stack.kafkaBootstrapServers(), rows);
      database.empty();
      worker.resume();
      long start = System.nanoTime();
      Await.until("storing the backlog", PATIENCE, POLL, () -> settled.number() >= target);
      return rows / ((System.nanoTime() - start) / 1e9);
    }
  }
}
