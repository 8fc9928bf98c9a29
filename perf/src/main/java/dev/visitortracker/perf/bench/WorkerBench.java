package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.load.Backlog;
import dev.visitortracker.perf.report.Figure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The worker's sustained rate from a backlog in Kafka, beside a bare binary COPY on two connections
 * by a client that does nothing else: same rows, same server, taking turns in one run.
 *
 * <p>The worker is frozen while its backlog is produced and the table emptied; the clock runs from
 * its waking to the last row. It stays the same process for all samples, so what the JVM compiles
 * first counts in the warm-up only.
 */
final class WorkerBench {
  static final double TARGET = 0.85;

  /** A frozen worker must not lose its partitions meanwhile. */
  static final String SESSION_TIMEOUT = "--visitor-tracker.consume.session-timeout=45s";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);
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
    List<Double> ceilings = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    Part worker = stack.part("worker-1");
    for (int sample = 0; sample <= samples; sample++) {
      double ceiling =
          copy.measure(InsertPath.PREPARED_COPY_BINARY, CEILING_CONNECTIONS, CEILING_BATCH);
      progress.done("bare COPY binary, 2 × 5000", ceiling, "rows/s");
      Duration before = cpu(worker);
      double rate = drain(worker);
      double microsPerRow = cpu(worker).minus(before).toNanos() / 1e3 / rows;
      progress.done("worker from a backlog", rate, "rows/s");
      if (sample > 0) {
        ceilings.add(ceiling);
        rates.add(rate);
        costs.add(microsPerRow);
      }
    }
    Figure ceiling = Figure.of("bare COPY binary, 2 × 5000", "rows/s", ceilings);
    return List.of(
        ceiling,
        Figure.of("worker from a backlog", "rows/s", rates).against(ceiling, TARGET),
        Figure.of("worker's own CPU", "µs/row", costs));
  }

  private static Duration cpu(Part worker) {
    return ProcessHandle.of(worker.pid().orElseThrow())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }

  private double drain(Part worker) throws SQLException {
    try (Reading settled = database.reading(SETTLED)) {
      worker.pause();
      long target = settled.number() + rows;
      Backlog.produce(stack.kafkaBootstrapServers(), rows);
      database.empty();
      worker.resume();
      long start = System.nanoTime();
      await(settled, target);
      return rows / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static void await(Reading settled, long target) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (settled.number() < target) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the worker did not store its backlog within " + PATIENCE);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
