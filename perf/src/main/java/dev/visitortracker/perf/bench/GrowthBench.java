package dev.visitortracker.perf.bench;

import dev.visitortracker.event.VisitIds;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.report.Figure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What reads cost while the table grows from ten thousand visits to ten million: through the API
 * over HTTP, from a replica, without a cache. Each size is a database of its own with an API of its
 * own, and each request goes to all of them in turn, so a slow moment hits all.
 */
final class GrowthBench {
  /** The most that the largest may cost, as a multiple of the smallest. */
  private static final double TARGET = 1.5;

  private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000, 10_000_000);
  private static final List<Integer> QUICK_SIZES = List.of(10_000, 300_000);
  private static final int REQUESTS = 150;

  /** The first round is so much longer, for what the JVMs compile first. */
  private static final int WARM_UP = 3;

  /** A visit of these days has many behind it, at every size. */
  private static final Duration DEEP = Duration.ofDays(400);

  private final Laboratory laboratory;
  private final List<Integer> sizes;
  private final Rounds rounds;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private GrowthBench(Laboratory laboratory) {
    this.laboratory = laboratory;
    this.sizes = laboratory.effort().quick() ? QUICK_SIZES : SIZES;
    this.rounds = new Rounds(laboratory.effort());
  }

  static List<Figure> run(Laboratory laboratory) throws Exception {
    return new GrowthBench(laboratory).run();
  }

  /** The APIs can start only when their databases are there, on the replica too. */
  private List<Figure> run() throws Exception {
    StackSettings settings =
        StackSettings.infrastructure(
                StackSettings.projectHome().resolve("perf/target/bench/growth"))
            .withReplicas(1);
    LocalStack empty =
        laboratory.stack(settings.withFresh(true).withWorkers(ServiceOptions.instances(1)));
    new GrowthDatabases(empty).fill(sizes);
    List<String> apis = laboratory.stack(settings.withApis(apis())).apiUrls();
    reads()
        .forEach((name, path) -> rounds.add(growth(name), "times", _ -> times(apis, name, path)));
    Figures figures = rounds.run();
    reads().keySet().forEach(name -> figures.put(figures.get(growth(name)).atMost(TARGET)));
    return figures.list();
  }

  private String growth(String read) {
    return "%s, %,d ÷ %,d".formatted(read, sizes.getLast(), sizes.getFirst());
  }

  /** Each reads the database that has its name, and adds no visits of its own. */
  private ServiceOptions apis() {
    return ServiceOptions.instances(sizes.size())
        .withArguments(
            "--visitor-tracker.replica.database="
                + GrowthDatabases.of("${visitor-tracker.instance}"),
            "--visitor-tracker.traffic.enabled=false");
  }

  private static Map<String, String> reads() {
    String cursor = VisitIds.first(System.currentTimeMillis() - DEEP.toMillis()).toString();
    Map<String, String> reads = new LinkedHashMap<>();
    reads.put("stats", "/stats");
    reads.put("stats of a site", "/stats?site=site1");
    reads.put("timeseries, 60 days", "/stats/timeseries?grain=day");
    reads.put("timeseries of a site, 60 days", "/stats/timeseries?grain=day&site=site1");
    reads.put("visitors, 30 days", "/stats/visitors");
    reads.put("visitors of a site, 30 days", "/stats/visitors?site=site1");
    reads.put("first page", "/visits");
    reads.put("first page of a site", "/visits?site=site1");
    reads.put("deep page", "/visits?cursor=" + cursor);
    return reads;
  }

  /** How many times as long as at the smallest size the read takes at the largest. */
  private double times(List<String> apis, String name, String path)
      throws IOException, InterruptedException {
    double[] millis = millis(apis, path, rounds.isWarm() ? REQUESTS : WARM_UP * REQUESTS);
    for (int i = 0; i < millis.length; i++) {
      rounds.also("%s, %,d visits".formatted(name, sizes.get(i)), "ms", millis[i]);
    }
    return millis[millis.length - 1] / millis[0];
  }

  /** The median of each API. */
  private double[] millis(List<String> apis, String path, int requests)
      throws IOException, InterruptedException {
    long[][] nanos = new long[apis.size()][requests];
    for (int request = 0; request < requests; request++) {
      for (int api = 0; api < apis.size(); api++) {
        long start = System.nanoTime();
        get(apis.get(api) + path);
        nanos[api][request] = System.nanoTime() - start;
      }
    }
    return IntStream.range(0, apis.size())
        .mapToDouble(api -> LongStream.of(nanos[api]).sorted().toArray()[requests / 2] / 1e6)
        .toArray();
  }

  private void get(String uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(uri)).header("Cache-Control", "no-cache").build();
    HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
    boolean isRight =
        answer.statusCode() == 200
            && answer.headers().firstValue("Served-By").orElse("").equals("replica-1");
    if (!isRight) {
      throw new IllegalStateException(uri + " was answered " + answer);
    }
  }
}
