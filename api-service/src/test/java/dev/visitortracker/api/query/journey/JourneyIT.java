package dev.visitortracker.api.query.journey;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where a visit is between the answer to its sender and the last replica. */
class JourneyIT {
  @Test
  void journey_isDone_whenEveryReplicaShowsTheVisit() {
    String id = UlidCreator.getUlid().toString();
    String token = post(id).header("Visit-Token");

    RunningApi.awaitAnswer("/visits/" + id + "/journey?token=" + token, JourneyIT::isDone);
    Answer untold = RunningApi.get("/visits/" + id + "/journey");

    assertThat(untold.header("Cache-Control")).isEqualTo("no-store");
    assertThat(untold.at("/stages/2/state").asString()).isEqualTo("done");
    assertThat(untold.at("/stages/0/known_by").asString()).isEqualTo("row");
    assertThat(untold.at("/stages/1/where").isNull()).isTrue();
    assertThat(nodes(untold)).containsExactly("replica-1", "replica-2", "primary");
  }

  @Test
  void journey_saysWhichReplicaShowsTheVisit_whenTheOtherReplaysNothing() throws SQLException {
    awaitBothServe();
    String id = UlidCreator.getUlid().toString();

    replay("pg_wal_replay_pause");
    try {
      String token = post(id).header("Visit-Token");
      RunningApi.awaitAnswer(
          "/visits/" + id + "/journey?token=" + token,
          journey ->
              visible(journey, "replica-1").get("shows_it").asBoolean()
                  && visible(journey, "primary").get("shows_it").asBoolean());
      Answer journey = journey(id, token);

      assertThat(journey.at("/stages/2/state").asString()).isEqualTo("done");
      assertThat(journey.at("/stages/2/not_later_than").asString()).startsWith("20");
      assertThat(visible(journey, "replica-1").get("missing").asInt()).isZero();
      assertThat(visible(journey, "replica-2").get("shows_it").asBoolean()).isFalse();
      assertThat(visible(journey, "replica-2").get("missing").asInt()).isPositive();
      if (visible(journey, "replica-2").get("serves").asBoolean()) {
        assertThat(journey.at("/stages/3/state").asString()).isEqualTo("partly");
      }
    } finally {
      replay("pg_wal_replay_resume");
    }
    RunningApi.awaitAnswer("/visits/" + id + "/journey", JourneyIT::isDone);
  }

  @Test
  void journey_saysHowFarTheDatabasesAre_whenTheVisitIsOnlyInKafka() {
    Part worker = STACK.part("worker-1");
    RunningApi.awaitAnswer("/health/ready", health -> health.status() == 200);
    String id = UlidCreator.getUlid().toString();

    worker.pause();
    try {
      String token = post(id).header("Visit-Token");
      Answer journey = journey(id, token);

      assertThat(journey.status()).isEqualTo(200);
      assertThat(journey.at("/stages/1/stage").asString()).isEqualTo("appended");
      assertThat(journey.at("/stages/1/state").asString()).isEqualTo("done");
      assertThat(journey.at("/stages/1/where/0/before_offset").asLong()).isPositive();
      assertThat(journey.at("/stages/2/state").asString()).isEqualTo("pending");
      assertThat(journey.at("/stages/2/missing").asLong()).isPositive();
      assertThat(RunningApi.get("/visits/" + id + "/journey").status()).isEqualTo(404);
    } finally {
      worker.resume();
    }
    RunningApi.awaitAnswer("/visits/" + id + "/journey", JourneyIT::isDone);
  }

  @Test
  void journey_isRefused_whenIdOrTokenIsNone() {
    assertThat(RunningApi.get("/visits/nonsense/journey").at("/parameter").asString())
        .isEqualTo("id");
    String id = UlidCreator.getUlid().toString();
    assertThat(RunningApi.get("/visits/" + id + "/journey?token=x").at("/parameter").asString())
        .isEqualTo("token");
    Answer refused = journey(id, "x");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("/field").asString()).isEqualTo("Read-After");
  }

  private static Answer post(String id) {
    Answer answer =
        RunningApi.post(
            "/events?site=journeys",
            "application/json",
            "{\"id\":\"" + id + "\",\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}");
    assertThat(answer.status()).isEqualTo(202);
    return answer;
  }

  private static Answer journey(String id, String token) {
    return RunningApi.send(
        "GET", "/visits/" + id + "/journey", BodyPublishers.noBody(), "Read-After", token);
  }

  private static boolean isDone(Answer journey) {
    return journey.status() == 200 && journey.at("/stages/3/state").asString().equals("done");
  }

  private static List<String> nodes(Answer journey) {
    return journey
        .at("/stages/3/where")
        .valueStream()
        .map(node -> node.get("node").asString())
        .toList();
  }

  private static JsonNode visible(Answer journey, String node) {
    return journey
        .at("/stages/3/where")
        .valueStream()
        .filter(where -> where.get("node").asString().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitBothServe() {
    for (String replica : List.of("replica-1", "replica-2")) {
      RunningApi.awaitAnswer("/stats", stats -> stats.header("Served-By").equals(replica));
    }
  }

  private static void replay(String function) throws SQLException {
    try (Connection connection = STACK.connection("replica-2", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT " + function + "()");
    }
  }
}
