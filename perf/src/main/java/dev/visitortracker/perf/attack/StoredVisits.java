package dev.visitortracker.perf.attack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The visits of the attack's own site, by the service's own count. */
final class StoredVisits {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private static final long UNKNOWN = -1;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final String target;
  private final String site;
  private final Duration visibleWithin;

  /**
   * @param visibleWithin how long to wait for what is accepted to be shown
   */
  StoredVisits(String target, String site, Duration visibleWithin) {
    this.target = target;
    this.site = site;
    this.visibleWithin = visibleWithin;
  }

  /** Stores the lines and waits until they can be read. */
  void seed(String lines, long visits) throws InterruptedException {
    HttpResponse<String> answer = post(lines);
    if (answer.statusCode() != 202) {
      throw new ToolFailure(
          "%s does not take visits: %d %s".formatted(target, answer.statusCode(), answer.body()));
    }
    if (waitFor(visits) < visits) {
      throw new ToolFailure(
          "%s does not show %d visits within %d s: do its worker and a replica run?"
              .formatted(target, visits, visibleWithin.toSeconds()));
    }
  }

  /**
   * Says what is wrong, if anything: fewer than were accepted, or more than can be explained.
   *
   * @param unanswered events that may have been accepted without the client's knowledge
   */
  List<String> compare(long accepted, long unanswered) throws InterruptedException {
    long stored = waitFor(accepted);
    if (stored == UNKNOWN) {
      return List.of(target + " does not say what it has stored");
    }
    if (stored < accepted) {
      return List.of("%,d visits accepted, %,d stored".formatted(accepted, stored));
    }
    return stored > accepted + unanswered
        ? List.of(
            "%,d visits accepted, %,d stored, and only %,d were without an answer"
                .formatted(accepted, stored, unanswered))
        : List.of();
  }

  private HttpResponse<String> post(String lines) throws InterruptedException {
    try {
      return http.send(
          request("/events")
              .header("Content-Type", "application/x-ndjson")
              .POST(BodyPublishers.ofString(lines))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new ToolFailure(target + " does not answer: is the service there?", e);
    }
  }

  private long waitFor(long visits) throws InterruptedException {
    long deadline = System.nanoTime() + visibleWithin.toNanos();
    long before = UNKNOWN;
    long stored = count();
    // What came without an answer may still be on its way when the accepted ones are there.
    while (System.nanoTime() < deadline && (stored < visits || stored != before)) {
      Thread.sleep(BETWEEN);
      before = stored;
      stored = count();
    }
    return stored;
  }

  /** A service that was attacked may be away for a while. */
  private long count() throws InterruptedException {
    try {
      HttpResponse<String> answer =
          http.send(
              request("/stats?site=" + site).header("Cache-Control", "no-cache").GET().build(),
              BodyHandlers.ofString());
      JsonNode total = ObjectivesFile.JSON.readTree(answer.body()).path("total_visits");
      return total.isNumber() ? total.longValue() : UNKNOWN;
    } catch (IOException | JacksonException away) {
      return UNKNOWN;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(target + path)).timeout(TIMEOUT);
  }
}
