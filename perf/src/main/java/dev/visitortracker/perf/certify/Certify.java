package dev.visitortracker.perf.certify;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.journey.KneeSearch;
import dev.visitortracker.perf.journey.Objectives;
import dev.visitortracker.perf.journey.Trial;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Outcomes;
import dev.visitortracker.perf.report.Check;
import dev.visitortracker.perf.report.Json;
import dev.visitortracker.perf.report.Machine;
import dev.visitortracker.perf.watch.Lag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * Finds the knee of the whole product on the local stack, holds 80 % of it while a worker, a
 * replica, Redis and the broker are killed in turn, and certifies that the objectives held, that
 * the ledger adds up and that memory stayed flat.
 */
@Command(
    name = "perf/certify",
    mixinStandardHelpOptions = true,
    description = {
      "Certifies the objectives under load and while parts are killed, on the local stack.",
      "Ends with 0 where they held, 1 where they did not."
    })
public final class Certify implements Callable<Integer> {
  private static final double SHARE_OF_KNEE = 0.8;
  private static final double START = 500;
  private static final double MOST = 100_000;
  private static final int MINUTES = 10;
  private static final int QUICK_MINUTES = 6;
  private static final Duration MIN_WITH_FAULTS = Duration.ofMinutes(6);

  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration QUICK_STEP = Duration.ofSeconds(4);

  @Option(
      names = "--slo",
      defaultValue = "p99=50ms,visible=1s",
      description = "default: ${DEFAULT-VALUE}")
  private String slo = "";

  @Option(names = "--minutes", description = "of the hold; default: 10, with --quick 6")
  private @Nullable Double minutes;

  @Option(names = "--quick", description = "shorter steps and hold")
  private boolean quick;

  @Option(names = "--rate", description = "hold this rate instead of 80 %% of the knee")
  private @Nullable Double rate;

  @Option(
      names = "--step",
      description = "seconds of a step of the search; default: 10, with --quick 4")
  private @Nullable Integer stepSeconds;

  @Option(
      names = "--warm-up",
      defaultValue = "45",
      description =
          "seconds of events, again of reads, and half of it to settle; default: ${DEFAULT-VALUE}")
  private int warmUpSeconds = 45;

  @Option(names = "--without-faults", description = "kill nothing")
  private boolean withoutFaults;

  @Option(names = "--json", description = "default: perf/target/certificate.json")
  private @Nullable Path json;

  @Option(names = "--html", description = "default: perf/target/certificate.html")
  private @Nullable Path html;

  @Option(names = "--api-arg", description = "a Spring property for the API, as --KEY=VALUE")
  private List<String> apiArguments = List.of();

  @Option(names = "--worker-arg", description = "a Spring property for the worker, as --KEY=VALUE")
  private List<String> workerArguments = List.of();

  private final Terminal terminal = new Terminal(System.out);

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Certify()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!withoutFaults && length().compareTo(MIN_WITH_FAULTS) < 0) {
      System.err.println("four faults and their recovery need at least 6 minutes: --minutes 6");
      return ExitCode.USAGE;
    }
    Objectives objectives;
    try {
      objectives = Objectives.parse(slo);
    } catch (IllegalArgumentException notUnderstood) {
      System.err.println("--slo: " + notUnderstood.getMessage());
      return ExitCode.USAGE;
    }
    try (LocalStack stack = LocalStack.start(settings(), terminal::say)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-local-stack"));
      try (Lag lag = new Lag(stack)) {
        return certify(stack, objectives, new Trial(stack.apiUrls().getFirst(), lag, objectives));
      }
    }
  }

  private int certify(LocalStack stack, Objectives objectives, Trial trial) throws Exception {
    Sent sent = new Sent();
    Holding holding = new Holding(stack, trial, terminal);
    warmUp(trial, holding, sent);
    double knee = rate != null ? rate / SHARE_OF_KNEE : knee(trial, holding, sent);
    double held = knee * SHARE_OF_KNEE;
    Duration length = length();
    List<Fault> faults = withoutFaults ? List.of() : List.of(Fault.values());
    terminal.say("holding %,.0f/s for %d s".formatted(held, length.toSeconds()));
    Held seen = holding.run(held, length, faults);
    sent.add(seen.events());
    List<Check> checks = new ArrayList<>(new Promises(objectives, seen).checks());
    checks.add(
        WorkerAudit.withoutApis(stack)
            .check(
                sent.accepted + seen.probesAccepted(),
                sent.unknown + seen.probesSent() - seen.probesAccepted()));
    Certificate certificate =
        new Certificate(
            checks.stream().allMatch(Check::held),
            Machine.here(),
            Machine.commit(),
            objectives.toString(),
            knee,
            held,
            seen.length(),
            seen.windows(),
            checks);
    Path kept = json != null ? json : output("certificate.json");
    Path page = html != null ? html : output("certificate.html");
    Json.write(kept, certificate);
    CertificatePage.of(certificate, seen).write(page);
    tell(certificate, page);
    return certificate.passed() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Cold JVMs would be measured otherwise, and the vacuum of what they have warmed up with. */
  private void warmUp(Trial trial, Holding holding, Sent sent) {
    Duration length = Duration.ofSeconds(warmUpSeconds);
    Duration settling = length.dividedBy(2);
    sent.add(
        trial.saturate(length, second -> terminal.progress("warming up events", second, length)));
    holding.warmUpReads(length);
    trial.drain();
    sent.add(trial.run(START, settling, second -> terminal.progress("settling", second, settling)));
  }

  private double knee(Trial trial, Holding holding, Sent sent) {
    terminal.say("looking for the knee, %d s a step".formatted(step().toSeconds()));
    return new KneeSearch(perSecond -> attempt(trial, holding, perSecond, sent)).find(START, MOST);
  }

  private Optional<String> attempt(Trial trial, Holding holding, double perSecond, Sent sent) {
    LoadResult result = holding.step(perSecond, step());
    sent.add(result);
    Optional<String> broken = trial.notHeld(result, perSecond);
    terminal.say(
        "  %,8.0f/s  p99 %5.1f ms  %s"
            .formatted(perSecond, result.millis(99), broken.orElse("held")));
    trial.drain();
    return broken;
  }

  private void tell(Certificate certificate, Path page) {
    for (Check check : certificate.checks()) {
      terminal.say(
          "%-5s %s: %s".formatted(check.held() ? "held" : "BROKE", check.promise(), check.found()));
    }
    terminal.say(
        "%s: %,.0f/s with %s; see %s"
            .formatted(
                certificate.passed() ? "PASSED" : "FAILED",
                certificate.rate(),
                certificate.objectives(),
                page));
  }

  private static Path output(String name) {
    return StackSettings.projectHome().resolve("perf/target").resolve(name);
  }

  private StackSettings settings() {
    return StackSettings.infrastructure(
            StackSettings.projectHome().resolve("perf/target/certify-stack"))
        .withFresh(true)
        .withWorkers(new ServiceOptions(1, List.of(), workerArguments))
        .withApis(new ServiceOptions(1, List.of(), withoutOwnTraffic()));
  }

  /** Visits that the service records of its own reads would not be in the senders' count. */
  private List<String> withoutOwnTraffic() {
    List<String> arguments = new ArrayList<>(List.of("--visitor-tracker.traffic.enabled=false"));
    arguments.addAll(apiArguments);
    return arguments;
  }

  private Duration step() {
    return stepSeconds != null ? Duration.ofSeconds(stepSeconds) : quick ? QUICK_STEP : STEP;
  }

  private Duration length() {
    double wanted = minutes != null ? minutes : quick ? QUICK_MINUTES : MINUTES;
    return Duration.ofMillis(Math.round(wanted * 60_000));
  }

  /** What the senders know of their events. */
  private static final class Sent {
    private long accepted;
    private long unknown;

    void add(LoadResult result) {
      Outcomes outcomes = result.outcomes();
      accepted += outcomes.good();
      unknown += outcomes.sent() - outcomes.good();
    }
  }
}
