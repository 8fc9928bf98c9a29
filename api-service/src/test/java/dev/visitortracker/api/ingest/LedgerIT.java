package dev.visitortracker.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Other tests use the same service, so that what counts is by how much the sums grow. */
class LedgerIT {
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String TWICE =
      "{\"id\":\"01BX5ZZKBKACTAV9WEVGEMMVRZ\",\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  @Test
  void ledger_countsEachEventOnce_andEachAcknowledgementOfKafka() {
    Answer before = balanced();

    RunningApi.post(
        "/events?site=ledger",
        "application/json",
        "[" + String.join(",", GOOD, GOOD, TWICE, TWICE, "{\"a\":1}") + "]");
    RunningApi.post("/events?site=ledger", "application/x-ndjson", GOOD + "\nnonsense\n" + GOOD);
    RunningApi.post("/events?site=ledger", "application/json", GOOD);

    Answer after = balanced();
    assertThat(grown(before, after, "received")).isEqualTo(9);
    assertThat(grown(before, after, "accepted")).isEqualTo(6);
    assertThat(grown(before, after, "rejected")).isEqualTo(2);
    assertThat(grown(before, after, "repeated")).isEqualTo(1);
    assertThat(acknowledged(after) - acknowledged(before))
        .isEqualTo(6 + number(after, "/traffic/published") - number(before, "/traffic/published"));
    assertThat(after.at("/partitions"))
        .allSatisfy(
            partition ->
                assertThat(partition.at("/next_offset").asLong())
                    .isGreaterThanOrEqualTo(partition.at("/acknowledged").asLong()));
    assertThat(after.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void ledger_countsOurOwnTraffic_butNotThatItWasLookedAt() {
    Answer before = balanced();

    RunningApi.get("/visits?site=ledger");

    Answer after = balanced();
    assertThat(number(after, "/traffic/seen") - number(before, "/traffic/seen")).isOne();
    assertThat(acknowledged(after) - acknowledged(before)).isOne();
  }

  @Test
  void metrics_countTheSame_asPrometheusReadsThem() {
    Answer ledger = balanced();
    Answer metrics = RunningApi.get("/metrics");

    assertThat(metrics.header("Content-Type")).startsWith("text/plain;version=0.0.4");
    assertThat(metrics.body())
        .contains("visits_received_total " + (double) number(ledger, "/received"))
        .contains("traffic_seen_total " + (double) number(ledger, "/traffic/seen"))
        .contains("jvm_memory_used_bytes{");
  }

  /** When everything is answered for, our own traffic too. */
  private static Answer balanced() {
    RunningApi.awaitAnswer("/ledger", LedgerIT::isBalanced);
    return RunningApi.get("/ledger");
  }

  private static boolean isBalanced(Answer ledger) {
    return number(ledger, "/received")
            == number(ledger, "/accepted")
                + number(ledger, "/rejected")
                + number(ledger, "/repeated")
                + number(ledger, "/unavailable")
        && number(ledger, "/traffic/seen")
            == number(ledger, "/traffic/published") + number(ledger, "/traffic/dropped");
  }

  private static long grown(Answer before, Answer after, String counter) {
    return number(after, "/" + counter) - number(before, "/" + counter);
  }

  private static long acknowledged(Answer ledger) {
    return StreamSupport.stream(ledger.at("/partitions").spliterator(), false)
        .mapToLong(partition -> partition.at("/acknowledged").asLong())
        .sum();
  }

  private static long number(Answer ledger, String pointer) {
    return ledger.at(pointer).asLong();
  }
}
