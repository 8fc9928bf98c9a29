package dev.visitortracker.worker;

import static dev.visitortracker.worker.Fixture.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.event.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker as it is started: its settings, its stages and its endpoints. */
class IngestWorkerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database = TestDatabase.create();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void worker_storesVisitsAndTellsSo_untilItIsStopped() throws Exception {
    assertThat(CommandRun.of(database, "migrate").exitCode()).isZero();
    new TestTopic(Topics.VISIT_EVENTS)
        .produce(0, Fixture.visits(unique("site"), 100, Instant.now()));

    try (ConfigurableApplicationContext worker = start()) {
      await().atMost(PATIENCE).until(() -> database.rows() >= 100);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(get(worker, "/metrics").body())
                      .contains("upkeep_run_seconds_count{job=\"months_ahead\",outcome=\"done\"}")
                      .contains("upkeep_run_seconds_count{job=\"visitor_merge\",outcome=\"done\"}")
                      .contains(
                          "upkeep_run_seconds_count{job=\"index_conversion\",outcome=\"done\"}")
                      .contains("visits_stored_total"));
      HttpResponse<String> ready = get(worker, "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("\"status\":\"up\"");
    }

    assertThat(database.total("all")).isEqualTo(database.rows());
  }

  private ConfigurableApplicationContext start() {
    return SpringApplication.run(
        IngestWorker.class,
        CommandRun.arguments(
                database,
                "--server.port=0",
                "--visitor-tracker.instance=" + unique("worker"),
                "--visitor-tracker.consume.group-id=" + unique("group"))
            .toArray(String[]::new));
  }

  private HttpResponse<String> get(ConfigurableApplicationContext worker, String path)
      throws IOException, InterruptedException {
    String port = worker.getEnvironment().getRequiredProperty("local.server.port");
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        BodyHandlers.ofString());
  }
}
