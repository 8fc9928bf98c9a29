package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.report.Figure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The worker's sustained rate from a backlog in Kafka, beside a bare binary COPY on two connections
 * by a client that does nothing else: same rows, same server, taking turns in one run.
 *
 * <p>The worker stays the same process for all samples, so what the JVM compiles first counts in
 * the warm-up only.
 */
final class WorkerBench {
  static final double TARGET = 0.85;

  /** A frozen worker must not lose its partitions meanwhile. */
  static final String SESSION_TIMEOUT = "--visitor-tracker.consume.session-timeout=45s";

  private static final int CEILING_BATCH = 5_000;
  private static final int CEILING_CONNECTIONS = 2;

  private final LocalStack stack;
  private final Database database;
  private final InsertPathBench copy;
  private final Progress progress;
  private final int rows;
  private final int samples;

  private WorkerBench(
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

  static List<Figure> run(Laboratory laboratory) throws SQLException {
    LocalStack stack = laboratory.stack(laboratory.stacks().writing());
    Effort effort = laboratory.effort();
    var database = new Database(stack);
    var progress = new Progress(System.out, 2 * (effort.samples() + 1));
    var copy = new InsertPathBench(database, progress, effort);
    return new WorkerBench(stack, database, copy, progress, effort.rows(), effort.samples())
        .measure();
  }

  private List<Figure> measure() throws SQLException {
    List<Double> ceilings = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    Part worker = stack.part("worker-1");
    for (int sample = 0; sample <= samples; sample++) {
      double ceiling =
          copy.measure(InsertPath.PREPARED_COPY_BINARY, CEILING_CONNECTIONS, CEILING_BATCH);
      progress.done("bare COPY binary, 2 × 5000", ceiling, "rows/s");
      Duration before = cpu(worker);
      double rate = new Drain(stack, database).perSecond(List.of(worker), rows);
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
}
