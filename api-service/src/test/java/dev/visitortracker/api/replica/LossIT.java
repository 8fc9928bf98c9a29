package dev.visitortracker.api.replica;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import org.junit.jupiter.api.Test;

/** What the clients see while a neighbour is lost. */
class LossIT {
  @Test
  void readers_noticeNothing_whenAReplicaIsKilledAndComesBack() {
    Part replica = STACK.part("replica-1");
    awaitServedBy("replica-1");

    replica.kill();
    for (int i = 0; i < 100; i++) {
      assertThat(RunningApi.get("/visits?per_page=1").status()).isEqualTo(200);
    }
    replica.start();

    awaitServedBy("replica-1");
  }

  @Test
  void readers_noticeNothing_whenAReplicaHangs() {
    Part replica = STACK.part("replica-2");
    awaitServedBy("replica-2");

    replica.pause();
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(RunningApi.get("/visits?per_page=1").status()).isEqualTo(200);
      }
    } finally {
      replica.resume();
    }

    awaitServedBy("replica-2");
  }

  @Test
  void senders_areToldToRetry_whileKafkaIsAway() {
    Part kafka = STACK.part("kafka");
    awaitHealth("/status", "ready");

    kafka.kill();
    awaitHealth("/status", "not ready");
    Answer refused = post();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.at("/retryable").asBoolean()).isTrue();
    assertThat(RunningApi.get("/stats").status()).isEqualTo(200);
    kafka.start();

    awaitHealth("/status", "ready");
    assertThat(post().status()).isEqualTo(202);
  }

  @Test
  void service_staysReady_whenRedisIsAway() {
    Part redis = STACK.part("redis");

    redis.kill();
    awaitHealth("/redis/state", "down");
    assertThat(RunningApi.get("/health/ready").status()).isEqualTo(200);
    redis.start();

    awaitHealth("/redis/state", "up");
  }

  private static Answer post() {
    return RunningApi.post(
        "/events?site=loss",
        "application/json",
        "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}");
  }

  private static void awaitServedBy(String replica) {
    RunningApi.awaitAnswer("/stats", stats -> stats.header("Served-By").equals(replica));
  }

  private static void awaitHealth(String pointer, String value) {
    RunningApi.awaitAnswer("/health/ready", health -> health.at(pointer).asString().equals(value));
  }
}
