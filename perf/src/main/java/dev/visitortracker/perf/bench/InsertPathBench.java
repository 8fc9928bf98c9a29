package dev.visitortracker.perf.bench;

import dev.visitortracker.event.Visit;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.load.Workload;
import dev.visitortracker.perf.report.Figure;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which way into the table is the fastest: every path with 1, 2 and 4 connections and batches from
 * 500 to 10 000 rows, with all indexes, two replicas streaming and commits on disk. Each sample
 * starts on an empty table; the paths take turns, so that a slow minute hits all of them.
 */
final class InsertPathBench {
  private static final List<Integer> CONNECTIONS = List.of(1, 2, 4);
  private static final List<Integer> BATCHES = List.of(500, 1_000, 5_000, 10_000);
  private static final List<Integer> QUICK_CONNECTIONS = List.of(2);
  private static final List<Integer> QUICK_BATCHES = List.of(5_000);

  private final Database database;
  private final Progress progress;
  private final int rows;
  private final int samples;
  private final List<Case> cases;

  InsertPathBench(Database database, Progress progress, Effort effort) {
    this.database = database;
    this.progress = progress;
    this.rows = effort.rows();
    this.samples = effort.samples();
    this.cases = cases(effort.quick());
  }

  static List<Figure> run(Laboratory laboratory) throws SQLException {
    LocalStack stack = laboratory.stack(laboratory.stacks().writing());
    stack.part("worker-1").stop();
    Effort effort = laboratory.effort();
    var progress = new Progress(System.out, cases(effort.quick()).size() * (effort.samples() + 1));
    return new InsertPathBench(new Database(stack), progress, effort).measure();
  }

  /** One combination of the comparison. */
  private record Case(InsertPath path, int connections, int batch) {
    String name() {
      return "%s, %d × %d".formatted(path.name().toLowerCase(Locale.ROOT), connections, batch);
    }
  }

  private static List<Case> cases(boolean quick) {
    List<Case> cases = new ArrayList<>();
    for (InsertPath path : InsertPath.values()) {
      for (int connections : quick ? QUICK_CONNECTIONS : CONNECTIONS) {
        for (int batch : quick ? QUICK_BATCHES : BATCHES) {
          cases.add(new Case(path, connections, batch));
        }
      }
    }
    return List.copyOf(cases);
  }

  private List<Figure> measure() throws SQLException {
    Map<Case, List<Double>> measured = new LinkedHashMap<>();
    for (int sample = 0; sample <= samples; sample++) {
      for (Case one : cases) {
        double rate = measure(one.path(), one.connections(), one.batch());
        progress.done(one.name(), rate, "rows/s");
        // The first round warms up the JVM and the server's caches.
        if (sample > 0) {
          measured.computeIfAbsent(one, _ -> new ArrayList<>()).add(rate);
        }
      }
    }
    List<Figure> figures = new ArrayList<>();
    measured.forEach((one, rates) -> figures.add(Figure.of(one.name(), "rows/s", rates)));
    return figures;
  }

  /** Rows a second of one sample. */
  double measure(InsertPath path, int connections, int batch) throws SQLException {
    database.empty();
    List<PostgresqlConnection> open = database.connections(connections);
    try {
      Workload workload = new Workload(System.currentTimeMillis());
      List<List<Mono<Long>>> work = new ArrayList<>();
      open.forEach(connection -> work.add(new ArrayList<>()));
      for (int made = 0; made < rows; made += batch) {
        int turn = made / batch % connections;
        List<Visit> visits = workload.next(Math.min(batch, rows - made));
        work.get(turn).add(path.prepare(open.get(turn), visits));
      }
      long start = System.nanoTime();
      long stored =
          Flux.fromIterable(work)
              .flatMap(turn -> Flux.concat(turn), connections, 1)
              .reduce(0L, Long::sum)
              .blockOptional()
              .orElseThrow();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (stored != rows) {
        throw new IllegalStateException(stored + " of " + rows + " rows stored");
      }
      return rows / seconds;
    } finally {
      Flux.fromIterable(open).concatMap(PostgresqlConnection::close, 1).then().toFuture().join();
    }
  }
}
