package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.peer.BareCopy;
import dev.visitortracker.perf.peer.Database;
import dev.visitortracker.perf.report.Figure;
import dev.visitortracker.perf.watch.ProcessUse;
import java.util.List;

/**
 * The worker's sustained rate from a backlog in Kafka, beside a bare binary COPY by a client that
 * does nothing else: same rows, same server, taking turns in one run.
 *
 * <p>The worker stays the same process for all samples, so what the JVM compiles first counts in
 * the warm-up only.
 */
final class WorkerBench {
  private static final double TARGET = 0.85;
  private static final String CEILING = "bare COPY binary, 2 × 5000";
  private static final String WORKER = "worker from a backlog";

  private WorkerBench() {}

  static List<Figure> run(Laboratory laboratory) throws Exception {
    LocalStack stack = laboratory.stack(laboratory.stacks().writing());
    int rows = laboratory.effort().rows();
    var database = new Database(stack);
    var copy = new BareCopy(database);
    var drain = new Drain(stack, database);
    Part worker = stack.part("worker-1");
    var rounds = new Rounds(laboratory.effort());
    return rounds
        .add(CEILING, "rows/s", _ -> copy.perSecond(rows))
        .add(
            WORKER,
            "rows/s",
            _ -> {
              double before = cpuSeconds(worker);
              double rate = drain.perSecond(rows);
              rounds.also("worker's own CPU", "µs/row", (cpuSeconds(worker) - before) * 1e6 / rows);
              return rate;
            })
        .run()
        .compare(WORKER, CEILING, TARGET)
        .list();
  }

  private static double cpuSeconds(Part worker) {
    return ProcessUse.of(worker.pid().orElseThrow()).cpuSeconds();
  }
}
