package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.peer.Answered;
import dev.visitortracker.perf.peer.Pgbench;
import dev.visitortracker.perf.peer.SeenQuery;
import dev.visitortracker.perf.report.Figure;
import java.util.List;

/**
 * The first page of all visits through the API, beside a bare client that sends the API's own query
 * in a loop. The bare client uses one replica; the API takes turns among both: the cores are the
 * same.
 */
final class ReadsBench {
  private static final double TARGET = 0.5;
  private static final String REPLICA = "replica-1";
  private static final String API = "GET /visits, first page, through the API";
  private static final String BARE = "pgbench, 4 clients";
  private static final String PATH = "/visits";

  private ReadsBench() {}

  static List<Figure> run(Laboratory laboratory) throws Exception {
    Serving serving = Serving.in(laboratory);
    String query =
        SeenQuery.of(serving.stack(), REPLICA, () -> Answered.get(serving.server().url(), PATH));
    Pgbench bare = Pgbench.of(serving.stack(), REPLICA, query);
    Requests page = Requests.get(List.of(PATH));
    var loops = new ClosedLoops(laboratory);
    loops.rounds().add(BARE, "pages/s", bare::perSecond);
    return loops
        .add(API, serving.server(), page, "pages/s")
        .run()
        .compare(API, BARE, TARGET)
        .list();
  }
}
