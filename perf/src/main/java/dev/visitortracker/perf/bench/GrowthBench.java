package dev.visitortracker.perf.bench;

import static java.util.Objects.requireNonNull;

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
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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

  /** What the JVMs compile first counts in these rounds only. */
  private static final int WARM_UP = 3;

  /** A visit of these days has many behind it, at every size. */
  private static final Duration DEEP = Duration.ofDays(400);

  private final Laboratory laboratory;
  private final List<Integer> sizes;
  private final int samples;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private GrowthBench(Laboratory laboratory) {
    this.laboratory = laboratory;
    this.sizes = laboratory.effort().quick() ? QUICK_SIZES : SIZES;
    this.samples = laboratory.effort().samples();
  }

  static List<Figure> run(Laboratory laboratory) throws Exception {
    return new GrowthBench(laboratory).run();
  }

  /** One kind of read at one size. */
  private record Case(String read, int size) {
    String name() {
      return "%s, %,d visits".formatted(read, size);
    }
  }

  /** The APIs can start only when their databases are there, on the replica too. */
  private List<Figure> run() throws SQLException, IOException, InterruptedException {
    StackSettings settings =
        StackSettings.infrastructure(
                StackSettings.projectHome().resolve("perf/target/bench/growth"))
            .withReplicas(1);
    LocalStack empty =
        laboratory.stack(settings.withFresh(true).withWorkers(ServiceOptions.instances(1)));
    new GrowthDatabases(empty).fill(sizes);
    LocalStack filled = laboratory.stack(settings.withApis(apis()));
    return figures(measure(filled.apiUrls()));
  }

  /** Each reads the database that has its name, and adds no visits of its own. */
  private ServiceOptions apis() {
    return ServiceOptions.instances(sizes.size())
        .withArguments(
            "--visitor-tracker.replica.database="
                + GrowthDatabases.of("${visitor-tracker.instance}"),
            "--visitor-tracker.traffic.enabled=false");
  }

  private Map<Case, List<Double>> measure(List<String> apis)
      throws IOException, InterruptedException {
    Map<String, String> reads = reads();
    Progress progress = new Progress(System.out, (samples + WARM_UP) * reads.size());
    Map<Case, List<Double>> measured = new LinkedHashMap<>();
    for (int sample = -WARM_UP; sample < samples; sample++) {
      for (Map.Entry<String, String> read : reads.entrySet()) {
        double[] millis = millis(apis, read.getValue());
        for (int i = 0; i < millis.length; i++) {
          if (sample >= 0) {
            Case one = new Case(read.getKey(), sizes.get(i));
            measured.computeIfAbsent(one, _ -> new ArrayList<>()).add(millis[i]);
          }
        }
        progress.done(read.getKey(), 1_000 * millis[millis.length - 1], "µs");
      }
    }
    return measured;
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

  /** The median of each API. */
  private double[] millis(List<String> apis, String path) throws IOException, InterruptedException {
    long[][] nanos = new long[apis.size()][REQUESTS];
    for (int request = 0; request < REQUESTS; request++) {
      for (int api = 0; api < apis.size(); api++) {
        long start = System.nanoTime();
        get(apis.get(api) + path);
        nanos[api][request] = System.nanoTime() - start;
      }
    }
    return IntStream.range(0, apis.size())
        .mapToDouble(api -> LongStream.of(nanos[api]).sorted().toArray()[REQUESTS / 2] / 1e6)
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

  /** Each size, and how the largest stands to the smallest. */
  private List<Figure> figures(Map<Case, List<Double>> measured) {
    List<Figure> figures = new ArrayList<>();
    measured.forEach((one, millis) -> figures.add(Figure.of(one.name(), "ms", millis)));
    for (String read : reads().keySet()) {
      List<Double> first = requireNonNull(measured.get(new Case(read, sizes.getFirst())));
      List<Double> last = requireNonNull(measured.get(new Case(read, sizes.getLast())));
      figures.add(
          Figure.of(
                  "%s, %,d ÷ %,d".formatted(read, sizes.getLast(), sizes.getFirst()),
                  "times",
                  IntStream.range(0, samples).mapToObj(i -> last.get(i) / first.get(i)).toList())
              .atMost(TARGET));
    }
    return figures;
  }
}
