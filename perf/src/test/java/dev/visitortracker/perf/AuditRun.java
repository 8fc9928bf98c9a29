package dev.visitortracker.perf;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.StackSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The worker's audit of a stack, as an operator runs it. */
record AuditRun(int exitCode, JsonNode report) {

  static AuditRun of(LocalStack stack) throws IOException, InterruptedException {
    Process audit =
        new ProcessBuilder(line(stack)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(audit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new AuditRun(audit.waitFor(), Client.JSON.readTree(out));
  }

  private static List<String> line(LocalStack stack) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                StackSettings.projectHome()
                    .resolve("ingest-worker/target/ingest-worker.jar")
                    .toString(),
                "audit",
                "--json",
                "--wait=30s",
                // A cold JVM beside a busy stack.
                "--visitor-tracker.database.connect-timeout=5s",
                "--visitor-tracker.database.host=" + stack.primary().host(),
                "--visitor-tracker.database.port=" + stack.primary().port(),
                "--visitor-tracker.database.name=" + stack.databaseName(),
                "--visitor-tracker.database.username=" + stack.databaseOwner(),
                "--visitor-tracker.kafka.bootstrap-servers=" + stack.kafkaBootstrapServers()));
    stack.apiUrls().forEach(url -> line.addAll(List.of("--api", url)));
    return line;
  }
}
