package dev.visitortracker.perf.bench;

import static dev.visitortracker.perf.bench.ClosedLoops.cpuOf;

import dev.visitortracker.perf.load.Bodies;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.peer.Answered;
import dev.visitortracker.perf.peer.BareServer;
import dev.visitortracker.perf.report.Figure;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every hot route beside bare Reactor Netty that gives the same bytes: 64 connections in a closed
 * loop, all on the same cores, the worker standing still.
 */
final class HttpBench {
  private static final double EVENT_TARGET = 0.45;
  private static final double CACHED_STATS_TARGET = 0.6;
  private static final int SINGLES = 2_000;
  private static final int BATCHES = 50;
  private static final int BATCH = 100;
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String STATS = "/stats?site=shop";
  private static final String VISITS = "/visits";
  private static final String BARE = "bare Reactor Netty, ";
  private static final String CACHED = "GET /stats, cached";
  private static final String UNCACHED = "GET /stats, uncached";
  private static final String FRESH = "Cache-Control: no-cache";

  private HttpBench() {}

  /** A route, with what the API answers and bare Reactor Netty repeats. */
  private record Route(
      String name, Requests requests, int events, String unit, @Nullable Double target) {
    String ceiling() {
      return BARE + name;
    }
  }

  static List<Figure> run(Laboratory laboratory) throws Exception {
    Serving serving = Serving.in(laboratory);
    Bodies bodies = new Bodies();
    List<Route> routes = routes(bodies);
    var loops = new ClosedLoops(laboratory);
    try (BareServer bare =
        BareServer.start(
            serving.stack().part("api-1"),
            answers(serving.server().url(), bodies),
            serving.stack().dataDirectory())) {
      for (Route route : routes) {
        loops
            .add(route.ceiling(), bare.server(), route.requests(), route.events(), route.unit())
            .add(route.name(), serving.server(), route.requests(), route.events(), route.unit());
      }
      loops.add(UNCACHED, serving.server(), Requests.get(List.of(STATS), FRESH), "req/s");
      Figures figures = loops.run();
      for (Route route : routes) {
        figures.compare(route.name(), route.ceiling(), route.target());
        figures.compare(cpuOf(route.name()), cpuOf(route.ceiling()), null);
      }
      return figures.compare(UNCACHED, BARE + CACHED, null).list();
    }
  }

  private static List<Route> routes(Bodies bodies) {
    return List.of(
        new Route(
            "POST /events, one event",
            Requests.post("/events", JSON, bodies.singles(SINGLES)),
            1,
            "req/s",
            EVENT_TARGET),
        new Route("GET /", Requests.get(List.of("/")), 1, "req/s", null),
        new Route(CACHED, Requests.get(List.of(STATS)), 1, "req/s", CACHED_STATS_TARGET),
        new Route("GET /visits, first page", Requests.get(List.of(VISITS)), 1, "req/s", null),
        new Route(
            "POST /events, 100 events",
            Requests.post("/events", LINES, bodies.batches(BATCHES, BATCH)),
            BATCH,
            "events/s",
            null));
  }

  /** The batch's answer is that of one event: the bare server knows a path, not a body. */
  private static List<Answered> answers(String api, Bodies bodies)
      throws IOException, InterruptedException {
    return List.of(
        Answered.post(api, "/events", JSON, bodies.singles(1).getFirst()),
        Answered.get(api, "/"),
        Answered.get(api, STATS),
        Answered.get(api, VISITS));
  }
}
