package dev.visitortracker.local.command;

import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the services meet in their work, in about the shares that they meet it: mostly single
 * events, batches, the reads that a dashboard makes. A closed loop of a few clients, so it sends no
 * more than is answered.
 */
final class TrainingLoad {
  private static final int CLIENTS = 16;
  private static final int SINGLES = 20;
  private static final int BATCH = 100;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration PROGRESS = Duration.ofSeconds(2);
  private static final String JSON = "application/json";
  private static final List<String> READS =
      List.of(
          "/",
          "/stats",
          "/stats?site=training",
          "/stats/timeseries?site=training&grain=minute",
          "/stats/top?site=training&by=endpoint",
          "/stats/visitors?site=training",
          "/visits",
          "/visits?site=training&per_page=20",
          "/health/ready");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong answered = new AtomicLong();
  private final String api;
  private final PrintStream out;

  TrainingLoad(String api, PrintStream out) {
    this.api = api;
    this.out = out;
  }

  void run(Duration length) {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Void>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        running.add(clients.submit(() -> client(number, end)));
      }
      clients.shutdown();
      while (!clients.awaitTermination(PROGRESS.toMillis(), TimeUnit.MILLISECONDS)) {
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
            "training: %,d requests, %,.0f/s, %.0f s to go%n",
            answered.get(), answered.get() / seconds, Math.max(0, length.toSeconds() - seconds));
      }
      for (Future<Void> client : running) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new StackException("the training's load failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  private Void client(int number, long end) throws IOException, InterruptedException {
    for (int round = 0; System.nanoTime() < end; round++) {
      for (int i = 0; i < SINGLES; i++) {
        post("/events?site=training", JSON, event(number * SINGLES + i));
      }
      post("/events?site=training", "application/x-ndjson", (event(round) + "\n").repeat(BATCH));
      get(READS.get((number + round) % READS.size()));
    }
    return null;
  }

  private static String event(int number) {
    return """
    {"endpoint":"/page/%d","method":"GET","response_code":%d,"user_agent":"Mozilla/5.0",\
    "source_ip":"192.0.2.%d","referrer":"https://example.org/","duration_ms":%d}\
    """
        .formatted(number % 50, number % 9 == 0 ? 404 : 200, number % 200, number % 90);
  }

  private void post(String path, String type, String body)
      throws IOException, InterruptedException {
    send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  private void get(String path) throws IOException, InterruptedException {
    send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(api + path)).timeout(ANSWER_LIMIT);
  }

  private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
    if (status >= 500) {
      throw new IOException("the API answered " + status);
    }
    answered.incrementAndGet();
  }
}
