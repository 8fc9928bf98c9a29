package dev.visitortracker.perf.fault;

import dev.visitortracker.local.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** What a worker says about itself. */
record WorkerScrape(int readiness, String ready, String metrics) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static WorkerScrape of(Part worker) {
    String url = "http://" + worker.host() + ":" + worker.port();
    try {
      var ready = CLIENT.send(get(url + "/health/ready"), BodyHandlers.ofString());
      var metrics = CLIENT.send(get(url + "/metrics"), BodyHandlers.ofString());
      return new WorkerScrape(ready.statusCode(), ready.body(), metrics.body());
    } catch (IOException e) {
      throw new IllegalStateException("the worker does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The sum over all tags of a metric, 0 where there is none; a name may end with one tag set. */
  double sum(String name) {
    return lines(name)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** How many tag sets a metric has. */
  long count(String name) {
    return lines(name).count();
  }

  private Stream<String> lines(String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"));
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
  }
}
