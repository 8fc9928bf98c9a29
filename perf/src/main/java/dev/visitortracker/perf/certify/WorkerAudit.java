package dev.visitortracker.perf.certify;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.report.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The worker's own audit of a stack, as an operator runs it: it waits until everything has settled
 * and compares Kafka, watermarks, rows and statistics.
 *
 * @param exitCode 0 where everything agrees
 * @param report empty where it could not look
 * @param errors what it wrote to stderr
 */
public record WorkerAudit(int exitCode, JsonNode report, String errors) {
  /** What the command ends with where it could not look, such as without a connection in time. */
  private static final int NOT_DONE = 3;

  private static final int ATTEMPTS = 3;

  /** With what each API says that Kafka has acknowledged to it. */
  public static WorkerAudit withApis(LocalStack stack) throws IOException, InterruptedException {
    List<String> command = command(stack);
    stack.apiUrls().forEach(url -> command.addAll(List.of("--api", url)));
    return run(stack, command);
  }

  /** Audits Kafka and PostgreSQL alone. {@link #check} compares with what the senders were told. */
  static WorkerAudit withoutApis(LocalStack stack) throws IOException, InterruptedException {
    return run(stack, command(stack));
  }

  /**
   * Whether Kafka, watermarks, rows and statistics agree, and all that was accepted is among them.
   * Kafka may have more than the senders know of: a record whose acknowledgement was lost with the
   * broker.
   *
   * @param accepted how many events were answered 202
   * @param unknown how many may be stored though they were not answered so
   */
  Check check(long accepted, long unknown) {
    if (report.isMissingNode()) {
      return new Check("The ledger adds up", "audit failed: " + errors, false);
    }
    long settled = report.get("stored_in_all").asLong() + notStored();
    String findings =
        report
            .get("findings")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.joining("; "));
    boolean held = exitCode == 0 && settled >= accepted && settled <= accepted + unknown;
    return new Check(
        "The ledger adds up: accepted ≤ settled ≤ accepted + not answered",
        "%,d accepted, %,d settled, %,d without a good answer; %s"
            .formatted(
                accepted, settled, unknown, findings.isEmpty() ? "audit: no findings" : findings),
        held);
  }

  private static WorkerAudit run(LocalStack stack, List<String> command)
      throws IOException, InterruptedException {
    WorkerAudit audit = attempt(stack, command);
    for (int attempt = 1; attempt < ATTEMPTS && audit.exitCode == NOT_DONE; attempt++) {
      audit = attempt(stack, command);
    }
    return audit;
  }

  private static WorkerAudit attempt(LocalStack stack, List<String> command)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile(stack.dataDirectory(), "audit", ".txt");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new WorkerAudit(
        process.waitFor(), JsonMapper.shared().readTree(out), Files.readString(errors));
  }

  private long notStored() {
    return report
        .get("partitions")
        .valueStream()
        .mapToLong(
            partition ->
                partition.path("duplicate").asLong() + partition.path("dead_lettered").asLong())
        .sum();
  }

  private static List<String> command(LocalStack stack) {
    Part primary = stack.primary();
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            StackSettings.projectHome()
                .resolve("ingest-worker/target/ingest-worker.jar")
                .toString(),
            "audit",
            "--json",
            "--wait=60s",
            // A cold JVM beside a busy stack.
            "--visitor-tracker.database.connect-timeout=10s",
            "--visitor-tracker.database.hosts=" + primary.host() + ":" + primary.port(),
            "--visitor-tracker.database.name=" + stack.databaseName(),
            "--visitor-tracker.database.username=" + stack.databaseOwner(),
            "--visitor-tracker.kafka.bootstrap-servers=" + stack.kafkaBootstrapServers()));
  }
}
