package dev.visitortracker.perf.bench;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.peer.ConnectPeer;
import dev.visitortracker.perf.peer.Database;
import dev.visitortracker.perf.peer.Pgbench;
import dev.visitortracker.perf.peer.Server;
import dev.visitortracker.perf.peer.SourceDesign;
import dev.visitortracker.perf.report.Figure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What others would do on the same server with the same visits: Kafka Connect with a JDBC sink
 * beside the worker, and the source documents' {@code COUNT(*)} and {@code OFFSET} beside totals
 * and cursors.
 */
final class BaselineBench {
  private static final double CONNECT_TARGET = 1.5;
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

  private BaselineBench(Laboratory laboratory, LocalStack stack) {
    this.laboratory = laboratory;
    this.stack = stack;
    this.database = new Database(stack);
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
      connect.ifPresent(peer -> rounds.add(CONNECT, "rows/s", _ -> peer.drain(rows)));
      Figures figures = rounds.add(WORKER, "rows/s", _ -> drain.perSecond(rows)).run();
      return (connect.isPresent() ? figures.compare(WORKER, CONNECT, CONNECT_TARGET) : figures)
          .list();
    } finally {
      connect.ifPresent(ConnectPeer::close);
    }
  }

  /** The table holds what the worker stored last. */
  private List<Figure> reads() throws Exception {
    SourceDesign.fill(stack);
    int middle = laboratory.effort().rows() / 2;
    Server api = Server.of(stack);
    var loops = new ClosedLoops(laboratory);
    loops
        .rounds()
        .add(COUNT, "req/s", Pgbench.of(stack, "replica-1", SourceDesign.TOTAL)::perSecond)
        .add(
            OFFSET,
            "pages/s",
            Pgbench.of(stack, "replica-1", SourceDesign.page(middle))::perSecond);
    return loops
        .add(STATS, api, Requests.get(List.of("/stats"), FRESH), "req/s")
        .add(CURSOR, api, Requests.get(List.of("/visits?cursor=" + idAt(middle))), "pages/s")
        .run()
        .compare(STATS, COUNT, null)
        .compare(CURSOR, OFFSET, null)
        .list();
  }

  private String idAt(int place) throws SQLException {
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
