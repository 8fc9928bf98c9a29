package dev.visitortracker.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.visitortracker.event.VisitIds;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.certify.WorkerAudit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The main job, through the jars that operators run: from an access log to a page of visits. */
class JourneyIT {
  private static final String LOG = "text/x-access-log";
  private static final Duration VISIBLE = Duration.ofSeconds(30);
  private static final int LINES = 10_000;
  private static final String TOPIC = "visit-events";

  /** In ms since the epoch. */
  private static final long START = 1_431_857_103_000L;

  private static LocalStack stack;
  private static Client client;

  private final String site = "site-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  static void start() {
    stack = SharedStack.with("worker-1", "api-1");
    client = new Client(stack.apiUrls().getFirst());
  }

  @Test
  void log_isCountedExactlyOnBothReplicas_whenItIsImportedTwiceAndThenGrows() throws Exception {
    byte[] log = AccessLog.bytes(AccessLog.lines(LINES));

    JsonNode first = accepted(client.post(events(), LOG, log));
    assertThat(first.get("accepted").asInt()).isEqualTo(AccessLog.visits(LINES));
    assertThat(first.get("rejected_total").asInt()).isEqualTo(LINES - AccessLog.visits(LINES));
    awaitTotalOnBothReplicas(AccessLog.visits(LINES));

    accepted(client.post(events(), LOG, log));
    accepted(client.post(events(), LOG, AccessLog.bytes(AccessLog.lines(LINES + 100))));
    awaitEverythingConsumed();

    awaitTotalOnBothReplicas(AccessLog.visits(LINES + 100));
    assertThat(rows()).isEqualTo(AccessLog.visits(LINES + 100));
  }

  @Test
  void total_isExact_whenTheWorkerIsKilledInTheMiddleOfAnImport() throws Exception {
    byte[] log = AccessLog.bytes(AccessLog.lines(LINES));

    client.stream(
        events(), LOG, () -> new InterruptedBody(log, () -> stack.part("worker-1").kill()));
    stack.part("worker-1").start();
    awaitEverythingConsumed();

    awaitTotalOnBothReplicas(AccessLog.visits(LINES));
    assertThat(rows()).isEqualTo(AccessLog.visits(LINES));
  }

  @Test
  void total_isExact_whenTheApiIsKilledAndTheClientResumesWhereTheAnswerEnded() throws Exception {
    sendThroughAKillOfTheApi(LOG, AccessLog.lines(LINES));

    awaitTotalOnBothReplicas(AccessLog.visits(LINES));
    assertThat(rows()).isEqualTo(AccessLog.visits(LINES));
  }

  @Test
  void total_isExact_whenTheApiIsKilledAndEventsWithIdsAreResumed() throws Exception {
    sendThroughAKillOfTheApi("application/x-ndjson", eventsWithIds(LINES));

    awaitTotalOnBothReplicas(LINES);
    assertThat(rows()).isEqualTo(LINES);
  }

  /** Reactor Netty's own default shows only where there are fewer than four cores. */
  @Test
  void api_hasOneEventLoopPerCore() throws Exception {
    for (int connection = 0; connection < 8; connection++) {
      new Client(stack.apiUrls().getFirst()).get("/health");
    }

    assertThat(threads("api-1"))
        .filteredOn(name -> name.startsWith("reactor-http-ep"))
        .hasSizeBetween(1, Runtime.getRuntime().availableProcessors());
  }

  /** By the names that Linux keeps, which are cut. */
  private static List<String> threads(String part) throws IOException {
    Path tasks = Path.of("/proc/" + stack.part(part).pid().orElseThrow() + "/task");
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        names.add(Files.readString(thread.resolve("comm")));
      }
    }
    return names;
  }

  /** The second request begins where the answer to the first broke off. */
  private void sendThroughAKillOfTheApi(String type, List<String> lines) throws Exception {
    byte[] all = AccessLog.bytes(lines);
    List<JsonNode> answer =
        client.stream(
            events(), type, () -> new InterruptedBody(all, () -> stack.part("api-1").kill()));
    stack.part("api-1").start();
    int through = throughLine(answer);
    byte[] rest = AccessLog.bytes(lines.subList(through, lines.size()));
    List<JsonNode> end =
        client.stream(
            events() + "&first_line=" + (through + 1), type, () -> new ByteArrayInputStream(rest));
    awaitEverythingConsumed();

    assertThat(through).isLessThan(lines.size());
    assertThat(end.getLast().get("done").asBoolean()).isTrue();
    assertThat(end.getLast().get("through_line").asInt()).isEqualTo(lines.size());
  }

  private List<String> eventsWithIds(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            number ->
                """
                {"id":"%s","endpoint":"/page/%d","method":"GET","response_code":200}\
                """
                    .formatted(VisitIds.derived(START + number, site, "" + number), number % 100))
        .toList();
  }

  @Test
  void reads_goOn_whenAReplicaIsKilled_andUseItAgainWhenItIsBack() throws Exception {
    accepted(client.post(events(), LOG, AccessLog.bytes(AccessLog.lines(10))));
    awaitTotalOnBothReplicas(10);

    stack.part("replica-1").kill();
    for (int i = 0; i < 200; i++) {
      HttpResponse<String> page = client.get("/visits?site=" + site);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Served-By")).contains("replica-2");
    }
    stack.part("replica-1").start();

    awaitTotalOnBothReplicas(10);
  }

  @Test
  void ownTraffic_isRecorded_whenAPageIsRead() throws Exception {
    client.get("/visits?site=" + site);

    await()
        .atMost(VISIBLE)
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .json("/visits?site=visitor-tracker&endpoint=/visits")
                            .get("visits")
                            .size())
                    .isPositive());
  }

  @Test
  void audit_addsUpFromTheApiToTheTable_afterGoodBadAndRepeatedEvents() throws Exception {
    accepted(client.post(events(), LOG, AccessLog.bytes(AccessLog.lines(LINES))));
    accepted(client.post(events(), LOG, AccessLog.bytes(AccessLog.lines(LINES))));
    client.get("/visits?site=" + site);
    client.post(events(), "application/json", "[]".getBytes(StandardCharsets.UTF_8));

    WorkerAudit audit = WorkerAudit.withApis(stack);

    assertThat(audit.exitCode()).as(audit.report().toString()).isZero();
    JsonNode api = audit.report().at("/apis/0");
    assertThat(api.at("/accepted").asLong()).isGreaterThanOrEqualTo(2L * AccessLog.visits(LINES));
    assertThat(api.at("/rejected").asLong()).isPositive();
    assertThat(api.at("/traffic/published").asLong()).isPositive();
  }

  private String events() {
    return "/events?site=" + site;
  }

  private static JsonNode accepted(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return Client.JSON.readTree(response.body());
  }

  private static int throughLine(List<JsonNode> answer) {
    return answer.stream()
        .filter(line -> line.has("through_line"))
        .mapToInt(line -> line.get("through_line").asInt())
        .max()
        .orElse(0);
  }

  private void awaitTotalOnBothReplicas(long total) {
    Set<String> replicas = new HashSet<>();
    await()
        .atMost(VISIBLE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              HttpResponse<String> stats = client.get("/stats?site=" + site);
              assertThat(Client.JSON.readTree(stats.body()).get("total_visits").asLong())
                  .isEqualTo(total);
              replicas.add(stats.headers().firstValue("Served-By").orElseThrow());
              assertThat(replicas).contains("replica-1", "replica-2");
            });
  }

  /** What Kafka has now is settled, so it can no longer change a total. */
  private static void awaitEverythingConsumed() throws Exception {
    long end = endOffsets();
    await().atMost(VISIBLE).until(() -> settled() >= end);
  }

  private static long endOffsets() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
      TopicDescription topic =
          admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
      Map<TopicPartition, OffsetSpec> latest =
          topic.partitions().stream()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(TOPIC, partition.partition()),
                      partition -> OffsetSpec.latest()));
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    }
  }

  private static long settled() throws SQLException {
    return number(
        "SELECT coalesce(sum(next_offset), 0)::bigint FROM ingest_watermark WHERE topic = ?",
        TOPIC);
  }

  private long rows() throws SQLException {
    return number("SELECT count(*) FROM visit_events WHERE site = ?", site);
  }

  private static long number(String sql, String parameter) throws SQLException {
    try (Connection connection = stack.connection("primary");
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, parameter);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
