package dev.visitortracker.attack;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.visitortracker.attack.AttackPlan.Step;
import dev.visitortracker.attack.AttackPlan.Target;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The plan in Gatling's open model: each virtual user is one request, and users arrive at the rate.
 * Users are numbered as they arrive, which tells when each was due; its latency counts from then.
 */
public final class VisitsSimulation extends Simulation {
  private static final String DUE = "due";
  private static final String STEP = "step";
  private static final String TARGET = "target";
  private static final String STATUS = "status";
  private static final String BODY = "body";
  private static final double NANOS_IN_MILLI = 1e6;

  private final AttackPlan plan;
  private final List<Target> targets;
  private final List<StepTally> tallies = new ArrayList<>();
  private final AtomicLong users = new AtomicLong();

  /** When the first user arrived; the first one sets it. */
  private final AtomicLong startNanos = new AtomicLong();

  public VisitsSimulation() throws IOException {
    plan = AttackPlan.read(Path.of(System.getProperty("attack.plan")));
    targets = plan.readTargets();
    plan.steps().forEach(step -> tallies.add(new StepTally(plan, step)));
    setUp(
            scenario("visits")
                .exec(this::arrive)
                .exec(send())
                .exec(this::settle)
                .injectOpen(plan.steps().stream().map(VisitsSimulation::injection).toList()))
        .protocols(http.disableFollowRedirect().disableCaching().shareConnections())
        .maxDuration(Duration.ofMillis(millis() + 2L * plan.timeoutMillis()))
        .assertions(
            global().responseTime().percentile(50).lte((int) plan.objective().p50Millis()),
            global().responseTime().percentile(99).lte((int) plan.objective().p99Millis()),
            global().failedRequests().percent().lte(plan.objective().maxErrorShare() * 100));
  }

  /** All generators begin at the same moment. */
  @Override
  public void before() {
    try {
      Thread.sleep(Math.max(0, plan.startAtMillis() - System.currentTimeMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void after() {
    try {
      for (int i = 0; i < tallies.size(); i++) {
        tallies.get(i).write(Path.of(plan.directory()).resolve("tally-%02d.json".formatted(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OpenInjectionStep injection(Step step) {
    Duration length = Duration.ofMillis(Math.round(step.seconds() * 1000));
    return step.rate() == step.endRate()
        ? constantUsersPerSec(step.rate()).during(length)
        : rampUsersPerSec(step.rate()).to(step.endRate()).during(length);
  }

  private ChainBuilder send() {
    return doIfOrElse(session -> target(session).body() != null)
        .then(
            exec(
                request("with body")
                    .header("Content-Type", session -> target(session).contentType())
                    .body(ByteArrayBody(session -> target(session).bytes()))))
        .orElse(exec(request("without body")));
  }

  private HttpRequestActionBuilder request(String name) {
    return http(name)
        .httpRequest(session -> target(session).method(), session -> target(session).url())
        .requestTimeout(Duration.ofMillis(plan.timeoutMillis()))
        .check(
            status().saveAs(STATUS),
            bodyString().saveAs(BODY),
            status().in(List.copyOf(plan.expect())));
  }

  private Session arrive(Session session) {
    startNanos.compareAndSet(0, System.nanoTime());
    long number = users.getAndIncrement();
    int step = 0;
    double stepStart = 0;
    long before = 0;
    while (step < plan.steps().size() - 1 && number - before >= plan.steps().get(step).planned()) {
      before += plan.steps().get(step).planned();
      stepStart += plan.steps().get(step).seconds();
      step++;
    }
    double due = stepStart + plan.steps().get(step).due(number - before);
    tallies.get(step).sent(sinceStart() - due);
    return session
        .set(DUE, due)
        .set(STEP, step)
        .set(TARGET, targets.get((int) ((plan.offset() + number) % targets.size())));
  }

  private Session settle(Session session) {
    StepTally tally = tallies.get(session.getInt(STEP));
    if (session.contains(STATUS)) {
      double millis = (sinceStart() - session.getDouble(DUE)) * 1000;
      tally.answered(
          session.getInt(STATUS), session.contains(BODY) ? session.getString(BODY) : "", millis);
    } else {
      tally.unanswered();
    }
    return session;
  }

  private static Target target(Session session) {
    return session.get(TARGET);
  }

  private double sinceStart() {
    return (System.nanoTime() - startNanos.get()) / NANOS_IN_MILLI / 1000;
  }

  private long millis() {
    return Math.round(plan.steps().stream().mapToDouble(Step::seconds).sum() * 1000);
  }
}
