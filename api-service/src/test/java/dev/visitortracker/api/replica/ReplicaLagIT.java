package dev.visitortracker.api.replica;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.api.testing.WalReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replicas that show less than others, and what is served when nobody shows all. */
@Timeout(300)
class ReplicaLagIT {
  private static final String STALE = "replica-2";
  private static final Duration MAX_LAG = Duration.ofSeconds(1);

  private static OtherApi api;

  @BeforeAll
  static void start() {
    api = OtherApi.start("replica.max-lag=1s", "replica.hedge-after=0s");
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @EnumSource(WalReceiver.class)
  void replica_leavesTheRotationAndComesBack_whenItGetsNothingNew(WalReceiver receiver) {
    awaitState(STALE, "up");

    receiver.stop(STALE);
    try {
      writeUntil(STALE, "lagging");
      Answer health = api.get("/health/ready");
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.at("/replicas/replica-2/lag_ms").asLong())
          .isGreaterThanOrEqualTo(MAX_LAG.toMillis());
      assertThat(storedAt(health, "replica-2")).isBefore(storedAt(health, "replica-1"));
      assertThat(serving()).containsExactly("replica-1");
      if (receiver == WalReceiver.CUT_OFF) {
        assertThat(health.at("/replicas/replica-2/streaming").asBoolean()).isFalse();
      }
    } finally {
      receiver.goOn(STALE);
    }

    awaitState(STALE, "up");
    assertThat(serving()).containsExactly("replica-1", "replica-2");
  }

  /** They lose each other one by one: the primary, then the replica that has everything. */
  @Test
  void oldData_areServedWithTheirAge_whenNobodyHasNewerOnes() {
    awaitState(STALE, "up");

    WalReceiver.FROZEN.stop(STALE);
    writeUntil(STALE, "lagging");
    STACK.primary().kill();
    awaitState("primary", "down");
    assertThat(serving()).containsExactly("replica-1");
    STACK.part("replica-1").kill();
    try {
      assertThat(serving()).containsExactly("replica-2");
      awaitState(STALE, "up");
      Answer stats = api.get("/stats", "Cache-Control", "no-cache");
      assertThat(stats.header("Last-Stored-At"))
          .isEqualTo(stats.at("/freshness/committed_at").asString());
    } finally {
      STACK.primary().start();
      STACK.part("replica-1").start();
      WalReceiver.FROZEN.goOn(STALE);
    }

    awaitState("replica-1", "up");
    writeUntil(STALE, "up");
    api.awaitAnswer("/health/ready", health -> isStreaming(health, STALE));
  }

  @Test
  void bothReplicas_stayInTheRotation_whileThePrimaryIsDead() {
    awaitState(STALE, "up");

    STACK.primary().kill();
    try {
      api.awaitAnswer(
          "/health/ready",
          health -> !isStreaming(health, "replica-1") && !isStreaming(health, "replica-2"));
      Instant end = Instant.now().plus(MAX_LAG.multipliedBy(2));
      while (Instant.now().isBefore(end)) {
        assertThat(serving()).containsExactly("replica-1", "replica-2");
      }
    } finally {
      STACK.primary().start();
    }

    api.awaitAnswer(
        "/health/ready",
        health -> isStreaming(health, "replica-1") && isStreaming(health, "replica-2"));
  }

  private static void writeUntil(String replica, String state) {
    api.awaitAnswer(
        "/health/ready",
        health -> {
          assertThat(
                  RunningApi.post(
                          "/events?site=lag",
                          "application/json",
                          "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}")
                      .status())
              .isEqualTo(202);
          return state(health, replica).equals(state);
        });
  }

  private static void awaitState(String node, String state) {
    api.awaitAnswer("/health/ready", health -> state(health, node).equals(state));
  }

  private static String state(Answer health, String node) {
    return health.at("/replicas/" + node + "/state").asString();
  }

  private static boolean isStreaming(Answer health, String node) {
    return health.at("/replicas/" + node + "/streaming").asBoolean();
  }

  private static Instant storedAt(Answer health, String node) {
    return Instant.parse(health.at("/replicas/" + node + "/last_stored_at").asString());
  }

  /** Who answers twenty reads. */
  private static Set<String> serving() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      Answer page = api.get("/visits?per_page=1");
      assertThat(page.status()).isEqualTo(200);
      names.add(page.header("Served-By"));
    }
    return names;
  }
}
