package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.load.Bodies;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.report.Figure;
import java.util.List;

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
  private static final String FRESH = "Cache-Control: no-cache";

  private final Laboratory laboratory;
  private final Rounds rounds;

  private HttpBench(Laboratory laboratory) {
    this.laboratory = laboratory;
    this.rounds = new Rounds(laboratory.effort());
  }

  static List<Figure> run(Laboratory laboratory) throws Exception {
    return new HttpBench(laboratory).measure();
  }

  private List<Figure> measure() throws Exception {
    Serving serving = Serving.in(laboratory);
    String api = serving.api();
    Bodies bodies = new Bodies();
    Requests single = Requests.post("/events", JSON, bodies.singles(SINGLES));
    List<byte[]> batches = bodies.batches(BATCHES, BATCH);
    Requests batch = Requests.post("/events", LINES, batches);
    Requests about = Requests.get(List.of("/"));
    Requests stats = Requests.get(List.of(STATS));
    Requests page = Requests.get(List.of(VISITS));
    List<Answered> answers =
        List.of(
            Answered.post(api, "/events", JSON, bodies.singles(1).getFirst()),
            Answered.get(api, "/"),
            Answered.get(api, STATS),
            Answered.get(api, VISITS));
    try (BareServer bare =
        BareServer.start(serving.stack().part("api-1"), answers, serving.stack().dataDirectory())) {
      pair("POST /events, one event", bare.url(), api, single);
      pair("GET /", bare.url(), api, about);
      pair("GET /stats, cached", bare.url(), api, stats);
      add("GET /stats, uncached", api, Requests.get(List.of(STATS), FRESH), 1, "req/s");
      pair("GET /visits, first page", bare.url(), api, page);
      pair("POST /events, 100 events", bare.url(), api, batch, BATCH, "events/s");
      Figures figures = rounds.run();
      return figures
          .compare("POST /events, one event", BARE + "POST /events, one event", EVENT_TARGET)
          .compare("GET /", BARE + "GET /", null)
          .compare("GET /stats, cached", BARE + "GET /stats, cached", CACHED_STATS_TARGET)
          .compare("GET /stats, uncached", BARE + "GET /stats, cached", null)
          .compare("GET /visits, first page", BARE + "GET /visits, first page", null)
          .compare("POST /events, 100 events", BARE + "POST /events, 100 events", null)
          .list();
    }
  }

  private void pair(String name, String bare, String api, Requests requests) {
    pair(name, bare, api, requests, 1, "req/s");
  }

  private void pair(
      String name, String bare, String api, Requests requests, int events, String unit) {
    add(BARE + name, bare, requests, events, unit);
    add(name, api, requests, events, unit);
  }

  private void add(String name, String url, Requests requests, int events, String unit) {
    rounds.add(
        name,
        unit,
        length -> {
          LoadResult result = laboratory.closedLoop(name, url, requests, length);
          rounds.also(name + ": p99", "ms", result.millis(99));
          return result.rate() * events;
        });
  }
}
