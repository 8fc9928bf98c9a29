package dev.visitortracker.attack;

import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampConcurrentUsers;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrivals at a rate, whatever the service does, or people with time to think. Started by {@code
 * perf/attack/run}, which gives everything in the environment; the assertions decide.
 */
public final class AttackSimulation extends Simulation {
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final boolean isOpen = System.getenv("ATTACK_MODEL").equals("open");
  private final Duration length = Duration.ofSeconds((long) number("ATTACK_SECONDS"));
  private final Arrivals arrivals = isOpen ? new Arrivals() : null;

  public AttackSimulation() {
    HttpProtocolBuilder protocol =
        http.baseUrl(System.getenv("ATTACK_TARGET")).disableFollowRedirect().disableCaching();
    setUp(isOpen ? List.of(arrive()) : people())
        .protocols(isOpen ? protocol.shareConnections() : protocol)
        .maxDuration(length.plus(GRACE))
        .assertions(
            global().responseTime().percentile(50).lte((int) number("ATTACK_P50")),
            global().responseTime().percentile(95).lte((int) number("ATTACK_P95")),
            global().responseTime().percentile(99).lte((int) number("ATTACK_P99")),
            global().failedRequests().percent().lte(number("ATTACK_ERRORS") * 100),
            global().requestsPerSec().gte(number("ATTACK_MIN_RATE")));
  }

  @Override
  public void after() {
    try {
      Files.writeString(
          Path.of(System.getenv("ATTACK_ACCEPTED")), (isOpen ? arrivals.accepted() : 0) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each virtual user is one request. */
  private PopulationBuilder arrive() {
    String[] loads = System.getenv("ATTACK_STEPS").split(",");
    List<OpenInjectionStep> steps = new ArrayList<>();
    for (String load : loads) {
      steps.add(
          constantUsersPerSec(number("ATTACK_RATE") * Double.parseDouble(load))
              .during(length.dividedBy(loads.length)));
    }
    return arrivals.scenario().injectOpen(steps);
  }

  /** Of ten people eight look around, one reads a lot, one is a monitor. */
  private List<PopulationBuilder> people() {
    int users = (int) number("ATTACK_USERS");
    return List.of(
        together(People.visitor(), users * 8 / 10),
        together(People.reader(), (users + 9) / 10),
        together(People.monitor(), (users + 9) / 10));
  }

  private PopulationBuilder together(ScenarioBuilder who, int count) {
    Duration ramp = length.dividedBy(10);
    return who.injectClosed(
        rampConcurrentUsers(0).to(count).during(ramp),
        constantConcurrentUsers(count).during(length.minus(ramp)));
  }

  private static double number(String name) {
    return Double.parseDouble(System.getenv(name));
  }
}
