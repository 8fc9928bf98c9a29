package dev.visitortracker.perf.certify;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.StackSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worker's own audit of the stack, as an operator runs it, after everything has settled. */
final class AuditRun {
  /** What the command ends with where it could not look, such as without a connection in time. */
  private static final int NOT_DONE = 3;

  private static final int ATTEMPTS = 3;

  private final LocalStack stack;

  AuditRun(LocalStack stack) {
    this.stack = stack;
  }

  /**
   * Whether Kafka, watermarks, rows and statistics agree, and all that was accepted is among them.
   * Kafka may have more than the senders know of: a record whose acknowledgement was lost with the
   * broker.
   *
   * @param accepted how many events were answered 202
   * @param unknown how many may be stored though they were not answered so
   */
  Check check(long accepted, long unknown) throws IOException, InterruptedException {
    Audited audited = run();
    for (int attempt = 1; attempt < ATTEMPTS && audited.code() == NOT_DONE; attempt++) {
      audited = run();
    }
    if (audited.out().isBlank()) {
      return new Check("The ledger adds up", "audit failed: " + audited.errors(), false);
    }
    JsonNode report = JsonMapper.shared().readTree(audited.out());
    long settled = report.get("stored_in_all").asLong() + duplicates(report);
    String findings =
        report
            .get("findings")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.joining("; "));
    boolean held = audited.code() == 0 && settled >= accepted && settled <= accepted + unknown;
    return new Check(
        "The ledger adds up: accepted ≤ settled ≤ accepted + not answered",
        "%,d accepted, %,d settled, %,d without a good answer; %s"
            .formatted(
                accepted, settled, unknown, findings.isEmpty() ? "audit: no findings" : findings),
        held);
  }

  private record Audited(int code, String out, String errors) {}

  private Audited run() throws IOException, InterruptedException {
    Path errors = Files.createTempFile(stack.dataDirectory(), "audit", ".txt");
    Process process = new ProcessBuilder(command()).redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Audited(process.waitFor(), out, Files.readString(errors));
  }

  private static long duplicates(JsonNode report) {
    return report
        .get("partitions")
        .valueStream()
        .mapToLong(
            partition ->
                partition.path("duplicate").asLong() + partition.path("dead_lettered").asLong())
        .sum();
  }

  private List<String> command() {
    Part primary = stack.primary();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-jar",
        StackSettings.projectHome().resolve("ingest-worker/target/ingest-worker.jar").toString(),
        "audit",
        "--json",
        "--wait",
        "60s",
        "--visitor-tracker.database.connect-timeout=10s",
        "--visitor-tracker.database.host=" + primary.host(),
        "--visitor-tracker.database.port=" + primary.port(),
        "--visitor-tracker.database.name=" + stack.databaseName(),
        "--visitor-tracker.database.username=" + stack.databaseOwner(),
        "--visitor-tracker.kafka.bootstrap-servers=" + stack.kafkaBootstrapServers());
  }
}
