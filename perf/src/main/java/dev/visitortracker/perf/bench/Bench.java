package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.report.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Starts the local stack, measures beside the limit and prints the figures. */
@Command(
    name = "perf/bench",
    mixinStandardHelpOptions = true,
    description = "Measures the product beside its limits, in one run, on the local stack.")
final class Bench implements Callable<Integer> {
  private static final Set<String> ALL =
      new TreeSet<>(Set.of("insert-paths", "table-shapes", "worker"));
  private static final int QUICK_ROWS = 200_000;
  private static final int ROWS = 1_000_000;
  private static final int PATHS = 48;

  @Option(names = "--only", split = ",", description = "insert-paths, table-shapes, worker")
  private Set<String> only = ALL;

  @Option(names = "--quick", description = "fewer rows: the figures are rougher")
  private boolean quick;

  @Option(names = "--rows", description = "rows of a sample, instead of the default")
  private @Nullable Integer rowsOption;

  @Option(names = "--samples", defaultValue = "3", description = "default: ${DEFAULT-VALUE}")
  private int samples;

  @Option(names = "--json", description = "writes the report to this file too")
  private @Nullable Path json;

  @Option(names = "--worker-arg", description = "a Spring property for the worker, as --KEY=VALUE")
  private List<String> workerArguments = List.of();

  @Option(names = "--worker-jvm", description = "a flag for the worker's JVM, as -XX:…")
  private List<String> workerFlags = List.of();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!ALL.containsAll(only)) {
      System.err.println("--only takes " + String.join(", ", ALL));
      return CommandLine.ExitCode.USAGE;
    }
    int rows = rowsOption != null ? rowsOption : quick ? QUICK_ROWS : ROWS;
    List<Figure> figures = measure(rows);
    figures.forEach(Bench::print);
    if (json != null) {
      Files.writeString(json, report(rows, figures));
    }
    return 0;
  }

  private List<Figure> measure(int rows) throws Exception {
    StackSettings settings =
        StackSettings.infrastructure(StackSettings.projectHome().resolve("perf/target/bench"))
            .withFresh(true)
            .withWorkers(
                ServiceOptions.instances(1)
                    .withJvmFlags(workerFlags.toArray(String[]::new))
                    .withArguments(
                        Stream.concat(
                                Stream.of(WorkerBench.SESSION_TIMEOUT), workerArguments.stream())
                            .toArray(String[]::new)));
    try (LocalStack stack = LocalStack.start(settings, Bench::tell)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-local-stack"));
      Database database = new Database(stack);
      List<Figure> figures = new ArrayList<>();
      if (only.contains("worker")) {
        Progress progress = new Progress(System.out, 2 * (samples + 1));
        InsertPathBench copy = new InsertPathBench(database, progress, rows, samples);
        figures.addAll(new WorkerBench(stack, database, copy, progress, rows, samples).run());
      }
      if (only.contains("insert-paths")) {
        stack.part("worker-1").stop();
        Progress progress = new Progress(System.out, PATHS * (samples + 1));
        figures.addAll(new InsertPathBench(database, progress, rows, samples).run());
      }
      if (only.contains("table-shapes")) {
        stack.part("worker-1").stop();
        Progress progress = new Progress(System.out, TableShape.values().length * (samples + 1));
        InsertPathBench copy = new InsertPathBench(database, progress, rows, samples);
        figures.addAll(new TableShapeBench(database, copy, progress, rows, samples).run());
      }
      return figures;
    }
  }

  private static void tell(String line) {
    System.out.println(line);
  }

  private static void print(Figure figure) {
    String against =
        figure.ratio() == null
            ? ""
            : "%.2f of %s%s"
                .formatted(
                    figure.ratio(),
                    figure.ceiling(),
                    figure.target() == null
                        ? ""
                        : ", target %.2f %s"
                            .formatted(
                                figure.target(),
                                Boolean.TRUE.equals(figure.met()) ? "met" : "missed"));
    System.out.printf(
        "%-44s %,12.1f %-8s ±%.0f %%  %s%n",
        figure.name(), figure.value(), figure.unit(), figure.spread() * 50, against);
  }

  private String report(int rows, List<Figure> figures) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put(
        "machine",
        Map.of(
            "cores", Runtime.getRuntime().availableProcessors(),
            "os", System.getProperty("os.name") + " " + System.getProperty("os.version"),
            "java", Runtime.version().toString()));
    report.put("commit", System.getProperty("visitortracker.commit", "unknown"));
    report.put(
        "settings",
        Map.of(
            "rows",
            rows,
            "samples",
            samples,
            "worker_arguments",
            workerArguments,
            "worker_jvm",
            workerFlags));
    report.put("figures", figures);
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(report);
  }
}
