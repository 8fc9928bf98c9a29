package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.load.Backlog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The worker's sustained rate from a backlog in Kafka, beside a bare binary COPY on two connections
 * by a client that does nothing else: same rows, same server, taking turns in one run.
 *
 * <p>The worker is started with its backlog waiting. The clock runs from the moment when a tenth of
 * the backlog is stored, so that neither the start nor the first compilation counts.
 */
final class WorkerBench {
  static final double TARGET = 0.85;

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final int CEILING_BATCH = 5_000;
  private static final int CEILING_CONNECTIONS = 2;
  private static final String SETTLED =
      "SELECT coalesce(sum(next_offset), 0)::bigint FROM ingest_watermark WHERE topic ="
          + " 'visit-events'";

  private final LocalStack stack;
  private final Database database;
  private final InsertPathBench copy;
  private final Progress progress;
  private final int rows;
  private final int samples;

  WorkerBench(
      LocalStack stack,
      Database database,
      InsertPathBench copy,
      Progress progress,
      int rows,
      int samples) {
    this.stack = stack;
    this.database = database;
    this.copy = copy;
    this.progress = progress;
    this.rows = rows;
    this.samples = samples;
  }

  List<Figure> run() throws SQLException {
    Part worker = stack.part("worker-1");
    worker.stop();
    List<Double> ceilings = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (int sample = 0; sample <= samples; sample++) {
      double ceiling =
          copy.measure(InsertPath.PREPARED_COPY_BINARY, CEILING_CONNECTIONS, CEILING_BATCH);
      progress.done("bare COPY binary, 2 × 5000", ceiling, "rows/s");
      double rate = drain(worker);
      progress.done("worker from a backlog", rate, "rows/s");
      if (sample > 0) {
        ceilings.add(ceiling);
        rates.add(rate);
      }
    }
    Figure ceiling = Figure.of("bare COPY binary, 2 × 5000", "rows/s", ceilings);
    return List.of(
        ceiling, Figure.of("worker from a backlog", "rows/s", rates).against(ceiling, TARGET));
  }

  private double drain(Part worker) throws SQLException {
    database.empty();
    long before = database.number(SETTLED);
    Backlog.produce(stack.kafkaBootstrapServers(), rows);
    worker.start();
    try {
      long first = await(before + rows / 10);
      long start = System.nanoTime();
      long last = await(before + rows);
      return (last - first) / ((System.nanoTime() - start) / 1e9);
    } finally {
      worker.stop();
    }
  }

  private long await(long target) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long settled = database.number(SETTLED);
    while (settled < target) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the worker stands at " + settled + " of " + target);
      }
      LockSupport.parkNanos(POLL.toNanos());
      settled = database.number(SETTLED);
    }
    return settled;
  }
}
