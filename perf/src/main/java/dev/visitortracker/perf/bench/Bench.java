package dev.visitortracker.perf.bench;

import static dev.visitortracker.perf.bench.Benchmark.always;
import static dev.visitortracker.perf.bench.Benchmark.inFull;

import dev.visitortracker.perf.report.BenchReport;
import dev.visitortracker.perf.report.Figure;
import dev.visitortracker.perf.report.Page;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * Measures beside the limit on the local stack, prints the figures, and compares them with stored
 * ones.
 */
@Command(
    name = "perf/bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the product beside its limits, in one run, on the local stack.",
      "Ends with 1 where a benchmark failed, or --compare finds a ratio worse than the stored one"
          + " by more than the noise."
    })
final class Bench implements Callable<Integer> {
  /** In the order in which they run: those that share a stack are neighbours. */
  private static final List<Benchmark> ALL =
      List.of(
          always("http", "each route beside bare Reactor Netty", HttpBench::run),
          always("kafka", "batches of events beside the plain producer", KafkaBench::run),
          always("reads", "the first page beside its query without HTTP", ReadsBench::run),
          always("start", "the API's start, with and without AOT cache", StartBench::run),
          always("journey", "single events from HTTP to a replica", JourneyBench::run),
          inFull("baseline", "Kafka Connect and the source documents' design", BaselineBench::run),
          always("worker", "the worker from a backlog beside a bare COPY", WorkerBench::run),
          inFull("growth", "reads while the table grows a thousandfold", GrowthBench::run));

  private static final double NOISE = 0.2;

  @Option(
      names = "--only",
      split = ",",
      description = "default: all, or with --quick: http, kafka, reads, start, journey, worker")
  private @Nullable Set<String> only;

  @Option(
      names = "--quick",
      description = "what the product is held against, in five minutes; the figures are rougher")
  private boolean quick;

  @Option(names = "--rows", description = "rows of a sample, instead of the default")
  private @Nullable Integer rows;

  @Option(names = "--seconds", description = "length of a sample, instead of the default")
  private @Nullable Integer seconds;

  @Option(names = "--samples", defaultValue = "3", description = "default: ${DEFAULT-VALUE}")
  private int samples;

  @Option(names = "--json", description = "writes the report to this file")
  private @Nullable Path json;

  @Option(names = "--html", description = "writes the report with plots to this file")
  private @Nullable Path html;

  @Option(names = "--compare", description = "a report to hold this one against, by its ratios")
  private @Nullable Path compare;

  @Option(
      names = "--noise",
      defaultValue = "" + NOISE,
      description = "by what share a ratio may be worse than the stored one: ${DEFAULT-VALUE}")
  private double noise;

  @Option(names = "--worker-arg", description = "a Spring property for the worker, as --KEY=VALUE")
  private List<String> workerArguments = List.of();

  @Option(names = "--worker-jvm", description = "a flag for the worker's JVM, as -XX:…")
  private List<String> workerFlags = List.of();

  @Option(names = "--api-arg", description = "a Spring property for the API, as --KEY=VALUE")
  private List<String> apiArguments = List.of();

  @Option(names = "--api-jvm", description = "a flag for the API's JVM, as -XX:…")
  private List<String> apiFlags = List.of();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (only != null && !names().containsAll(only)) {
      System.err.println("--only takes " + String.join(", ", names()));
      return ExitCode.USAGE;
    }
    // One that cannot be read is better known before an hour of measurements.
    BenchReport stored = compare == null ? null : BenchReport.read(compare);
    List<Chapter> chapters = measure();
    List<Figure> figures =
        chapters.stream().flatMap(chapter -> chapter.figures().stream()).toList();
    System.out.println();
    figures.forEach(Bench::print);
    List<String> remarks =
        chapters.stream().flatMap(chapter -> chapter.remarks().stream()).toList();
    remarks.forEach(System.out::println);
    BenchReport report = BenchReport.of(settings(), figures, remarks);
    if (json != null) {
      report.write(json);
    }
    if (html != null) {
      page(chapters).write(html);
    }
    boolean complete = chapters.stream().allMatch(Chapter::isComplete);
    int compared = stored == null ? ExitCode.OK : compare(stored, report);
    return complete ? compared : ExitCode.SOFTWARE;
  }

  private List<Chapter> measure() throws Exception {
    var stacks = new Stacks(workerArguments, workerFlags, apiArguments, apiFlags);
    try (var laboratory = new Laboratory(effort(), stacks)) {
      for (Benchmark benchmark : ALL) {
        if (isWanted(benchmark)) {
          laboratory.run(benchmark);
        }
      }
      return laboratory.chapters();
    }
  }

  private boolean isWanted(Benchmark benchmark) {
    return only == null ? !quick || benchmark.isQuick() : only.contains(benchmark.name());
  }

  private Effort effort() {
    return Effort.of(quick, samples, rows, seconds);
  }

  private int compare(BenchReport stored, BenchReport report) {
    List<String> worse = new Regression(noise).between(stored, report);
    worse.forEach(System.err::println);
    System.out.printf(
        "compared with %s: %s%n",
        stored.commit(),
        worse.isEmpty() ? "no ratio is worse beyond the noise" : worse.size() + " are worse");
    return worse.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static void print(Figure figure) {
    String target =
        figure.target() == null
            ? ""
            : ", target %,.2f %s"
                .formatted(figure.target(), Boolean.TRUE.equals(figure.met()) ? "met" : "missed");
    String against =
        figure.ratio() == null ? "" : "%.2f of %s".formatted(figure.ratio(), figure.ceiling());
    System.out.printf(
        "%-44s %,12.1f %-8s ±%.0f %%  %s%s%n",
        figure.name(), figure.value(), figure.unit(), figure.spread() * 50, against, target);
  }

  private Map<String, Object> settings() {
    Effort effort = effort();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("rows", effort.rows());
    settings.put("samples", effort.samples());
    settings.put("sample_seconds", effort.sample().toSeconds());
    settings.put("only", ALL.stream().filter(this::isWanted).map(Benchmark::name).toList());
    settings.put("worker_arguments", workerArguments);
    settings.put("worker_jvm", workerFlags);
    settings.put("api_arguments", apiArguments);
    settings.put("api_jvm", apiFlags);
    return settings;
  }

  private Page page(List<Chapter> chapters) {
    return Page.of(
        "Visitor Tracker beside its limits",
        "Medians of %d samples after one to warm up; what is compared took turns in one run. %s"
            .formatted(samples, settings()),
        null,
        chapters.stream().map(Chapter::section).toList());
  }

  private static List<String> names() {
    return ALL.stream().map(Benchmark::name).toList();
  }
}
