package dev.visitortracker.perf.attack;

import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.attack.ObjectivesFile.Bounds;
import dev.visitortracker.perf.attack.ObjectivesFile.Scenario;
import dev.visitortracker.perf.attack.ObjectivesFile.Shape;
import dev.visitortracker.perf.attack.Plan.Step;
import dev.visitortracker.perf.attack.Tool.Phase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code perf/attack/run}: one attack with one tool, judged by the objectives of its shape. */
@Command(
    name = "perf/attack/run",
    mixinStandardHelpOptions = true,
    subcommands = Merge.class,
    description = "Attacks a running service and judges it by perf/attack/objectives.json.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:objectives met",
      "1:objectives missed, with the reasons",
      "2:refused, or bad usage",
      "3:the tool is not there",
      "4:the tool failed, so that there is nothing to judge"
    })
final class Attack implements Callable<Integer> {
  /** How long what was accepted may take until it is shown, on a machine that was overloaded. */
  static final Duration VISIBLE_WITHIN = Duration.ofSeconds(60);

  private static final int NO_TOOL = 3;
  private static final int TOOL_FAILED = 4;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TOOL",
      description = "vegeta, k6, wrk, wrk2, gatling or locust")
  String toolName = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SHAPE",
      description = "baseline, stages, stress, spike, soak or endurance")
  String shapeName = "";

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "single, batches, reads, mixed or abuse (default: ${DEFAULT-VALUE}).")
  String scenarioName = "single";

  @Option(
      names = "--target",
      paramLabel = "URL",
      description = "Where the service is (default: ${DEFAULT-VALUE}).")
  URI target = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "A host of yours that may be attacked beside this machine; may be repeated.")
  Set<String> allowedHosts = Set.of();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second at load 1 (default: the scenario's).")
  @Nullable Double rate;

  @Option(
      names = "--duration",
      paramLabel = "D",
      description = "Of the whole, as PT30S, 30s, 10m, 8h (default: the shape's).")
  @Nullable Duration duration;

  @Option(
      names = "--generators",
      paramLabel = "N",
      description = "Processes on this machine that share the rate (default: 1).")
  int generators = 1;

  @Option(
      names = "--part",
      paramLabel = "I/N",
      converter = Part.Converter.class,
      description = {
        "This machine is one of N that share the rate; give the same --site and --start-at on",
        "each, and merge what they leave."
      })
  Part part = Part.WHOLE;

  @Option(
      names = "--start-at",
      paramLabel = "TIME",
      description = "When all generators start, as 2026-11-25T10:00:00Z (default: at once).")
  @Nullable Instant startAt;

  @Option(
      names = "--site",
      paramLabel = "NAME",
      description = "The site of the visits (default: a new one).")
  @Nullable String site;

  @Option(
      names = "--http-targets",
      description = "vegeta reads its HTTP format of targets in place of JSON.")
  boolean httpTargets;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of the local stack that is audited (default: .local).")
  @Nullable Path data;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Where the results go (default: a new directory in perf/attack/results).")
  @Nullable Path results;

  @Spec CommandSpec spec = CommandSpec.create();

  private final Path folder = StackSettings.projectHome().resolve("perf/attack");

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Attack())
        .registerConverter(Duration.class, Attack::parseDuration)
        .setParameterExceptionHandler(Attack::refuse)
        .setExecutionExceptionHandler(Attack::explain);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectivesFile file = ObjectivesFile.read(folder.resolve("objectives.json"));
    Tool tool = tool();
    Shape shape = named("shape", shapeName, file.shapes());
    Scenario scenario = named("scenario", scenarioName, file.scenarios());
    Plan whole = whole(file, tool, shape, scenario);
    check(file.bounds(), tool, whole);
    if (!Program.isOnPath(tool.program())) {
      System.err.printf("there is no %s on the PATH: %s%n", tool.program(), tool.howToGet());
      return NO_TOOL;
    }
    Path directory = Files.createDirectories(Path.of(whole.directory()));
    var mix = new RequestMix(file.requests(), scenario, whole.site(), Instant.now().toEpochMilli());
    new TargetFiles(directory).write(whole.target(), mix.requests());
    long seeded = part.isFirst() ? seed(mix, file.seededVisits(), whole) : 0;
    List<Plan> plans = plans(whole, tool, scenario);
    System.out.printf(
        "%s %s %s: %.0f s; results in %s%n",
        tool.name(), shapeName, scenarioName, whole.seconds(), directory);
    var tallies = new AttackRun(tool, plans, directory, part.isAll()).run();
    return part.isAll()
        ? new Judgement(tool, whole, tallies, seeded).exitCode(data, directory)
        : tellMerge(directory);
  }

  private Tool tool() {
    return Tools.named(toolName, folder, httpTargets)
        .orElseThrow(() -> usage("there is no tool " + toolName + ": " + Tools.NAMES));
  }

  private <T> T named(String what, String name, Map<String, T> all) {
    T found = all.get(name);
    if (found == null) {
      throw usage(
          "there is no %s %s: %s"
              .formatted(what, name, String.join(", ", new TreeSet<>(all.keySet()))));
    }
    return found;
  }

  /** The plan of all generators together. */
  private Plan whole(ObjectivesFile file, Tool tool, Shape shape, Scenario scenario) {
    String stamp = STAMP.format(Instant.now());
    Path directory =
        results != null
            ? results
            : folder.resolve(
                "results/%s-%s-%s-%s".formatted(stamp, toolName, shapeName, scenarioName));
    Path absolute = directory.toAbsolutePath().normalize();
    List<Step> steps =
        Plan.steps(
            shape,
            scenario,
            rate == null ? scenario.rate() : rate,
            duration == null ? shape.seconds() : duration.toMillis() / 1000.0);
    return new Plan(
        tool.name(),
        shapeName,
        scenarioName,
        checkedTarget(),
        site == null ? "attack-" + stamp : site,
        new TargetFiles(absolute).json().toString(),
        absolute.toString(),
        0,
        1,
        0,
        0,
        file.timeoutMillis(),
        file.lateAfterMillis(),
        scenario.slowBodies() == null ? 0 : scenario.slowBodies(),
        shape.climbs(),
        scenario.expect(),
        steps.getFirst().objective(),
        steps);
  }

  private String checkedTarget() {
    try {
      return Target.checked(target, allowedHosts).text();
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private void check(Bounds bounds, Tool tool, Plan whole) {
    if (generators < 1 || generators * part.count() > bounds.maxGenerators()) {
      throw usage("1 to %d generators".formatted(bounds.maxGenerators()));
    }
    if (whole.seconds() > bounds.maxSeconds()) {
      throw usage("at most %d s".formatted(bounds.maxSeconds()));
    }
    if (!part.isAll() && (site == null || startAt == null)) {
      throw usage("--part needs --site and --start-at, the same on every machine");
    }
    for (Step step : whole.steps()) {
      double least = Math.min(step.rate(), step.endRate());
      double most = Math.max(step.rate(), step.endRate());
      if (step.seconds() < 1) {
        throw usage("step %s is shorter than a second".formatted(step.name()));
      }
      if (least <= 0 || most > bounds.maxRate()) {
        throw usage(
            "step %s is not above 0 and at most %d requests/s"
                .formatted(step.name(), bounds.maxRate()));
      }
    }
    for (Phase phase : tool.phases(whole)) {
      if (phase.length().compareTo(tool.minStep()) < 0) {
        throw usage(
            "%s needs steps of at least %d s; step %s has %.1f of a constant rate"
                .formatted(
                    tool.name(),
                    tool.minStep().toSeconds(),
                    whole.steps().get(phase.step()).name(),
                    phase.length().toMillis() / 1000.0));
      }
    }
  }

  private static long seed(RequestMix mix, int visits, Plan whole) throws InterruptedException {
    System.out.printf("storing %,d visits of %s to read%n", visits, whole.site());
    new StoredVisits(whole.target(), whole.site(), VISIBLE_WITHIN).seed(mix.seed(visits), visits);
    return visits;
  }

  private List<Plan> plans(Plan whole, Tool tool, Scenario scenario) throws IOException {
    Instant start = startAt == null ? Instant.now().plus(tool.headStart()) : startAt;
    Files.writeString(
        Path.of(whole.directory()).resolve(Plan.FILE),
        ObjectivesFile.JSON.writeValueAsString(whole));
    List<Plan> plans =
        IntStream.range(part.index() * generators, (part.index() + 1) * generators)
            .mapToObj(
                number ->
                    whole.share(number, part.count() * generators, scenario.distinct(), start))
            .toList();
    for (Plan plan : plans) {
      Files.writeString(
          Files.createDirectories(Path.of(plan.directory())).resolve(Plan.FILE),
          ObjectivesFile.JSON.writeValueAsString(plan));
    }
    return plans;
  }

  private static int tellMerge(Path directory) {
    System.out.printf(
        "done; with the directories of the other parts: perf/attack/run merge %s …%n", directory);
    return 0;
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }

  private static Duration parseDuration(String text) {
    return Duration.parse(text.startsWith("P") ? text : "PT" + text);
  }

  private static int refuse(ParameterException refused, String[] arguments) {
    refused.getCommandLine().getErr().println(refused.getMessage() + " (see --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static int explain(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) throws Exception {
    if (failure instanceof ToolFailure) {
      commandLine.getErr().println(failure.getMessage());
      return TOOL_FAILED;
    }
    throw failure;
  }
}
