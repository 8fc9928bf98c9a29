package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.load.Backlog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Workers store a backlog that was produced while they were frozen: the clock runs from their
 * waking to the last row, and only they need the cores.
 */
final class Drain {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String SETTLED =
      "SELECT coalesce(sum(next_offset), 0)::bigint FROM ingest_watermark WHERE topic ="
          + " 'visit-events'";

  private final LocalStack stack;
  private final Database database;

  Drain(LocalStack stack, Database database) {
    this.stack = stack;
    this.database = database;
  }

  /** Rows a second; the table is emptied first. */
  double perSecond(List<Part> workers, int rows) throws SQLException {
    try (Reading settled = database.reading(SETTLED)) {
      workers.forEach(Part::pause);
      long target = settled.number() + rows;
      Backlog.produce(stack.kafkaBootstrapServers(), rows);
      database.empty();
      workers.forEach(Part::resume);
      long start = System.nanoTime();
      await(settled, target);
      return rows / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static void await(Reading settled, long target) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (settled.number() < target) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the backlog was not stored within " + PATIENCE);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
