package dev.visitortracker.worker.command;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.audit.ApiLedgers;
import dev.visitortracker.worker.audit.Audit;
import dev.visitortracker.worker.audit.AuditReport;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the API, Kafka, the watermarks, the rows and the statistics.",
      "Ends with 1 when anything is missing or does not add up; visits in flight are neither.",
      "Counts all rows."
    })
final class AuditCommand implements Callable<Integer> {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** How long an instance of the API may be busy with requests. */
  private static final Duration SETTLING_TIME = Duration.ofSeconds(5);

  private final Supplier<WorkerSettings> settings;

  @Option(names = "--json", description = "The report as one JSON object.")
  boolean json;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "Wait so long for what is in flight; what is left then is bad news.")
  @Nullable Duration wait;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "An instance of the API whose ledger is compared too; may be repeated.")
  List<URI> apis = List.of();

  @Option(
      names = "--accepted",
      paramLabel = "N",
      description = "How many visits were accepted since the worker began, by the clients' count.")
  @Nullable Long accepted;

  @Option(
      names = "--redriven",
      paramLabel = "N",
      description = "How many dead letters were put back since then (default: 0).")
  long redriven;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30m",
      description = "How long counting may take (default: ${DEFAULT-VALUE}).")
  Duration timeout = Duration.ofMinutes(30);

  @Spec CommandSpec spec = CommandSpec.create();

  AuditCommand(Supplier<WorkerSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws Exception {
    WorkerSettings read = settings.get();
    try (PrimaryDatabase primary =
            new PrimaryDatabase(read.database().withTransactionTimeout(timeout), "audit", 1);
        TopicOffsets offsets = new TopicOffsets(read.kafka());
        ApiLedgers ledgers = new ApiLedgers()) {
      Audit audit = new Audit(Topics.VISIT_EVENTS, offsets, primary);
      Mono<Void> first = wait == null ? Mono.empty() : audit.drained(wait);
      Mono<AuditReport> report =
          ledgers
              .of(apis, SETTLING_TIME)
              .flatMap(counted -> audit.run(counted, accepted, redriven));
      return print(IngestCommands.waitFor(first.then(report)));
    }
  }

  private int print(AuditReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? JSON.writeValueAsString(report) : new AuditTable(report).text());
    boolean waitedInVain = wait != null && report.inFlight() > 0;
    PrintWriter err = spec.commandLine().getErr();
    report.findings().forEach(finding -> err.println("audit: " + finding));
    if (waitedInVain) {
      err.printf("audit: %d records are still in flight%n", report.inFlight());
    }
    return report.addsUp() && !waitedInVain ? ExitCode.DONE : ExitCode.BAD_NEWS;
  }
}
