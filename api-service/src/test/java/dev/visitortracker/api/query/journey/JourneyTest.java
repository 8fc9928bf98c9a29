package dev.visitortracker.api.query.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.token.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JourneyTest {
  private static final Ulid ID = Ulid.from("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  private static final Instant COMMITTED = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Position TOKEN = new Position(Map.of(3, 12L));
  private static final NodeSnapshot ABSENT = seen(false, 10);
  private static final NodeSnapshot PASSED = seen(false, 12);
  private static final NodeSnapshot THERE = seen(true, 20);
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void journey_isUnknown_whenNobodyShowsTheVisitAndNobodyGivesAToken() {
    assertThat(journey(null, Map.of("r1", ABSENT)).isKnown()).isFalse();
    assertThat(journey(TOKEN, Map.of("r1", ABSENT)).isKnown()).isTrue();
    assertThat(journey(null, Map.of("r1", THERE)).isKnown()).isTrue();
  }

  @Test
  void visit_isAppended_whenNoNodeHasPassedItsToken() {
    JsonNode body = body(TOKEN, Map.of("r1", ABSENT, "r2", seen(false, 11), "primary", ABSENT));

    assertThat(states(body)).containsExactly("done", "done", "pending", "pending");
    assertThat(body.at("/timestamp").asString()).isEqualTo("2016-07-30T23:54:10.259Z");
    assertThat(body.at("/stages/0/known_by").asString()).isEqualTo("token");
    assertThat(body.at("/stages/0/where").isNull()).isTrue();
    assertThat(body.at("/stages/1/where/0/partition").asInt()).isEqualTo(3);
    assertThat(body.at("/stages/1/where/0/before_offset").asInt()).isEqualTo(12);
    assertThat(body.at("/stages/2/missing").asInt()).isEqualTo(1);
    assertThat(body.at("/stages/2/not_later_than").isNull()).isTrue();
    assertThat(body.at("/stages/3/where/0/missing").asInt()).isEqualTo(2);
  }

  @Test
  void visit_isPartlyVisible_whenOneServingNodeDoesNotShowIt() {
    JsonNode body = body(TOKEN, Map.of("r1", THERE, "r2", ABSENT, "primary", THERE));

    assertThat(states(body)).containsExactly("done", "done", "done", "partly");
    assertThat(body.at("/stages/2/not_later_than").asString()).isEqualTo(COMMITTED.toString());
    assertThat(body.at("/stages/3/where/0/shows_it").asBoolean()).isTrue();
    assertThat(body.at("/stages/3/where/1/node").asString()).isEqualTo("r2");
    assertThat(body.at("/stages/3/where/1/serves").asBoolean()).isTrue();
    assertThat(body.at("/stages/3/where/1/shows_it").asBoolean()).isFalse();
    assertThat(body.at("/stages/3/where/2/serves").asBoolean()).isFalse();
  }

  @Test
  void visit_isPending_whenOnlyANodeShowsItThatReadsDoNotGoTo() {
    JsonNode body = body(null, Map.of("r1", ABSENT, "r2", ABSENT, "primary", THERE));

    assertThat(states(body)).containsExactly("done", "done", "done", "pending");
    assertThat(body.at("/stages/0/known_by").asString()).isEqualTo("row");
    assertThat(body.at("/stages/1/where").isNull()).isTrue();
    assertThat(body.at("/stages/2/not_later_than").isNull()).isTrue();
  }

  @Test
  void visit_isVisible_whenAllServingNodesShowIt() {
    assertThat(states(body(null, Map.of("r1", THERE, "r2", THERE))))
        .containsExactly("done", "done", "done", "done");
  }

  @Test
  void node_isUnknown_whenItHasNotAnswered() {
    JsonNode body = body(TOKEN, Map.of("r1", THERE));

    assertThat(states(body)).containsExactly("done", "done", "done", "partly");
    assertThat(body.at("/stages/3/where/1/shows_it").isNull()).isTrue();
    assertThat(body.at("/stages/3/where/1/missing").isNull()).isTrue();
  }

  @Test
  void visit_isAbsent_whenItsTokenIsPassedAndNobodyShowsIt() {
    assertThat(states(body(TOKEN, Map.of("r1", ABSENT, "r2", PASSED))))
        .containsExactly("done", "done", "absent", "absent");
  }

  private static Journey journey(@Nullable Position token, Map<String, NodeSnapshot> seen) {
    return new Journey(ID, token, List.of("r1", "r2", "primary"), Set.of("r1", "r2"), seen);
  }

  private static JsonNode body(@Nullable Position token, Map<String, NodeSnapshot> seen) {
    return JSON.valueToTree(journey(token, seen).body());
  }

  private static List<String> states(JsonNode body) {
    return body.at("/stages").valueStream().map(stage -> stage.get("state").asString()).toList();
  }

  private static NodeSnapshot seen(boolean isThere, long nextOffset) {
    return new NodeSnapshot(isThere, new Position(Map.of(3, nextOffset)), Map.of(3, COMMITTED));
  }
}
