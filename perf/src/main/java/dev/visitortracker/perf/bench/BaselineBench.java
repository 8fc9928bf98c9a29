package dev.visitortracker.perf.bench;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.report.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What others would do on the same server with the same rows: the source documents' design, which
 * writes row by row and counts and pages with {@code COUNT(*)} and {@code OFFSET}, and Kafka
 * Connect with a JDBC sink.
 */
final class BaselineBench {
  private static final double ROW_BY_ROW_TARGET = 5;
  private static final double CONNECT_TARGET = 1.5;

  /** Row by row is slow; its rate does not depend on how many there are. */
  private static final int FEWER = 10;

  private static final String ROW_BY_ROW = "row by row, 100 a commit, 2 connections";
  private static final String CONNECT = "Kafka Connect, Debezium JDBC sink, 2 tasks";
  private static final String WORKER = "worker, from a backlog";
  private static final String COUNT = "totals by COUNT(*)";
  private static final String STATS = "totals by GET /stats, uncached";
  private static final String OFFSET = "page in the middle by OFFSET";
  private static final String CURSOR = "page in the middle by GET /visits?cursor";
  private static final String FRESH = "Cache-Control: no-cache";

  private final Laboratory laboratory;
  private final LocalStack stack;
  private final Database database;
  private final SourceDesign sourceDesign;

  private BaselineBench(Laboratory laboratory, LocalStack stack) throws Exception {
    this.laboratory = laboratory;
    this.stack = stack;
    this.database = new Database(stack);
    this.sourceDesign = new SourceDesign(stack);
  }

  static List<Figure> run(Laboratory laboratory) throws Exception {
    LocalStack stack = laboratory.stack(laboratory.stacks().whole("journey"));
    var bench = new BaselineBench(laboratory, stack);
    List<Figure> figures = new ArrayList<>(bench.writes());
    figures.addAll(bench.reads());
    return figures;
  }

  private List<Figure> writes() throws Exception {
    int rows = laboratory.effort().rows();
    var drain = new Drain(stack, database);
    Optional<ConnectPeer> connect = ConnectPeer.start(stack, database);
    try {
      Rounds rounds = new Rounds(laboratory.effort());
      rounds.add(ROW_BY_ROW, "rows/s", _ -> sourceDesign.insert(rows / FEWER));
      connect.ifPresent(peer -> rounds.add(CONNECT, "rows/s", _ -> peer.drain(rows)));
      rounds.add(WORKER, "rows/s", _ -> drain.perSecond(rows));
      Figures figures = rounds.run();
      Figure own = figures.get(WORKER);
      if (connect.isPresent()) {
        figures.put(
            own.named("worker beside Kafka Connect").against(figures.get(CONNECT), CONNECT_TARGET));
      }
      return figures.compare(WORKER, ROW_BY_ROW, ROW_BY_ROW_TARGET).list();
    } finally {
      connect.ifPresent(ConnectPeer::close);
    }
  }

  /** The table holds what the worker stored last. */
  private List<Figure> reads() throws Exception {
    sourceDesign.fill();
    int middle = laboratory.effort().rows() / 2;
    String api = stack.apiUrls().getFirst();
    Requests stats = Requests.get(List.of("/stats"), FRESH);
    Requests page = Requests.get(List.of("/visits?cursor=" + idAt(middle)));
    var counting = new BareReads.Jdbc(stack, "replica-1", SourceDesign.TOTAL);
    var paging = new BareReads.Jdbc(stack, "replica-1", SourceDesign.page(middle));
    return new Rounds(laboratory.effort())
        .add(COUNT, "req/s", counting::perSecond)
        .add(STATS, "req/s", length -> laboratory.closedLoop(STATS, api, stats, length).rate())
        .add(OFFSET, "pages/s", paging::perSecond)
        .add(CURSOR, "pages/s", length -> laboratory.closedLoop(CURSOR, api, page, length).rate())
        .run()
        .compare(STATS, COUNT, null)
        .compare(CURSOR, OFFSET, null)
        .list();
  }

  private String idAt(int place) throws Exception {
    try (var connection = database.owner();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT id FROM visit_events ORDER BY id DESC LIMIT 1 OFFSET " + place)) {
      row.next();
      return Ulid.from(row.getObject(1, UUID.class)).toString();
    }
  }
}
