package dev.visitortracker.perf.attack;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.perf.attack.ObjectivesFile.BodyKind;
import dev.visitortracker.perf.attack.ObjectivesFile.RequestKind;
import dev.visitortracker.perf.attack.ObjectivesFile.Scenario;
import dev.visitortracker.perf.load.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a scenario, in the order in which they are sent. Visits are like those of {@link
 * Workload}, of a site of their own, so that what is stored can be counted; they give no id, so
 * that requests that begin again are new visits.
 */
final class RequestMix {
  /** Visits in a body of {@link BodyKind#LINES}. */
  static final int LINES = 100;

  /** How far back the visits lie that are stored before an attack, and the cursors into them. */
  static final Duration SEEDED = Duration.ofHours(1);

  private static final List<String> BROKEN =
      List.of(
          "{",
          "[{\"site\":\"x\"",
          "not json at all",
          "\0\1\2\u00ff",
          "{\"endpoint\":\"/\",\"method\":\"GET\",\"response_code\":99999}",
          "{\"endpoint\":\"/\",\"method\":\"GET\",\"response_code\":\"two hundred\"}",
          "{\"endpoint\":\"/\",\"method\":\"GET\",\"response_code\":200,\"nonsense\":1}",
          "{\"endpoint\":\"" + "x".repeat(10_000) + "\",\"method\":\"GET\",\"response_code\":200}",
          "{\"id\":\"not a ulid\",\"endpoint\":\"/\",\"method\":\"GET\",\"response_code\":200}",
          "{\"timestamp\":\"2999-01-01T00:00:00Z\",\"endpoint\":\"/\",\"method\":\"GET\","
              + "\"response_code\":200}",
          "[".repeat(2_000),
          "null");

  private final Map<String, RequestKind> kinds;
  private final Scenario scenario;
  private final String site;
  private final long now;
  private final SplittableRandom random = new SplittableRandom(7);
  private final Workload workload;

  RequestMix(Map<String, RequestKind> kinds, Scenario scenario, String site, long now) {
    this.kinds = kinds;
    this.scenario = scenario;
    this.site = site;
    this.now = now;
    this.workload = new Workload(now);
  }

  /** As many as the scenario has distinct ones. */
  List<Request> requests() {
    List<String> deck = new ArrayList<>();
    scenario
        .mix()
        .forEach(
            (name, weight) -> {
              for (int i = 0; i < weight; i++) {
                deck.add(name);
              }
            });
    List<Request> requests = new ArrayList<>(scenario.distinct());
    for (int i = 0; i < scenario.distinct(); i++) {
      String name = deck.get(random.nextInt(deck.size()));
      requests.add(request(name, kinds.get(name)));
    }
    return requests;
  }

  /** Lines that fill the site with visits of the time before now. */
  String seed(int visits) {
    long stepMillis = SEEDED.toMillis() / visits;
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < visits; i++) {
      Map<String, Object> visit = visit();
      visit.put("id", VisitIds.random(now - SEEDED.toMillis() + i * stepMillis).toString());
      lines.append(line(visit));
    }
    return lines.toString();
  }

  private Request request(String name, @Nullable RequestKind kind) {
    if (kind == null) {
      throw new IllegalArgumentException("there is no request " + name);
    }
    BodyKind body = kind.body();
    return new Request(
        name,
        kind.method(),
        path(kind.path()),
        kind.contentType(),
        body == null ? null : body(body));
  }

  private String path(String template) {
    return template
        .replace("{site}", site)
        .replace("{id}", anyId().toString())
        .replace("{endpoint}", workload.next(1).getFirst().endpoint());
  }

  private Ulid anyId() {
    return VisitIds.first(now - random.nextLong(SEEDED.toMillis()));
  }

  private String body(BodyKind kind) {
    return switch (kind) {
      case VISIT -> line(visit());
      case LINES -> lines();
      case BROKEN -> BROKEN.get(random.nextInt(BROKEN.size()));
    };
  }

  private String lines() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      lines.append(line(visit()));
    }
    return lines.toString();
  }

  /** The visits of {@link Workload} are plain ASCII. */
  private static String line(Map<String, Object> visit) {
    return ObjectivesFile.JSON.writeValueAsString(visit) + "\n";
  }

  private Map<String, Object> visit() {
    Visit visit = workload.next(1).getFirst();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("site", site);
    fields.put("source_ip", visit.sourceIp().getHostAddress());
    fields.put("endpoint", visit.endpoint());
    fields.put("method", visit.method());
    fields.put("response_code", visit.responseCode());
    putIfThere(fields, "user_agent", visit.userAgent());
    putIfThere(fields, "referrer", visit.referrer());
    putIfThere(fields, "duration_ms", visit.durationMillis());
    return fields;
  }

  private static void putIfThere(Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
