package dev.visitortracker.attack;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.regex.Pattern;

/** What people do with the service, with time to think between two requests. */
final class People {
  private static final String OF_SITE = "?site=" + System.getenv("ATTACK_SITE");
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"?next\"?");
  private static final int PAGES = 5;

  private People() {}

  /** Home, statistics, the newest visits. */
  static ScenarioBuilder visitor() {
    return scenario("visitor")
        .exec(get("/", "/"))
        .exec(think(3, 9))
        .exec(get("/stats", "/stats" + OF_SITE))
        .exec(think(3, 9))
        .exec(get("/visits", "/visits" + OF_SITE))
        .exec(think(3, 9));
  }

  /** Page after page, and rankings after them. */
  static ScenarioBuilder reader() {
    return scenario("reader")
        .exec(session -> session.set("page", "/visits" + OF_SITE + "&per_page=100"))
        .exec(repeat(PAGES).on(exec(page()).exec(think(1, 3))))
        .exec(get("/stats/top", "/stats/top" + OF_SITE + "&by=endpoint"))
        .exec(think(1, 3))
        .exec(get("/stats/timeseries", "/stats/timeseries" + OF_SITE + "&grain=minute"))
        .exec(think(1, 3));
  }

  /** Readiness and totals, every ten seconds. */
  static ScenarioBuilder monitor() {
    return scenario("monitor")
        .exec(get("/health/ready", "/health/ready"))
        .exec(get("/stats", "/stats"))
        .exec(think(10, 10));
  }

  /** The last page has no next one and is read again. */
  private static ChainBuilder page() {
    return exec(get("/visits", "#{page}").check(header("Link").optional().saveAs("link")))
        .exec(
            session -> {
              var next = NEXT.matcher(session.contains("link") ? session.getString("link") : "");
              return next.find() ? session.set("page", next.group(1)) : session;
            });
  }

  private static HttpRequestActionBuilder get(String name, String path) {
    return http(name).get(path).check(status().is(200));
  }

  private static ChainBuilder think(int leastSeconds, int mostSeconds) {
    return exec(session -> session)
        .pause(Duration.ofSeconds(leastSeconds), Duration.ofSeconds(mostSeconds));
  }
}
