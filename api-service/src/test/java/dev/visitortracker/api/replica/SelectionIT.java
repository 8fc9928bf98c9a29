package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.OtherApi;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each selection on the real stack, and where operators see it. */
class SelectionIT {
  private static final int READS = 40;

  @ParameterizedTest
  @ValueSource(strings = {"round-robin", "least-in-flight"})
  void replicas_shareTheReads_whenOneComesAfterTheOther(String selection) {
    try (OtherApi api = start(selection)) {
      assertThat(servedBy(api).values())
          .hasSize(2)
          .allSatisfy(reads -> assertThat(reads).isCloseTo(READS / 2, within(READS / 4L)));
    }
  }

  @Test
  void replicas_shareTheReadsByWeight_andOperatorsSeeIt() {
    try (OtherApi api = start("weighted", "replica.nodes[0].weight=4")) {
      Map<String, Long> reads = servedBy(api);

      assertThat(reads.get("replica-1")).isCloseTo(READS * 4 / 5, within(3L));
      assertThat(api.count("replica.reads.ended", "replica", "replica-1", "outcome", "SERVED"))
          .isBetween(READS * 4 / 5 - 3.0, READS * 4 / 5 + 3.0);
      Answer health = api.get("/health/ready");
      assertThat(health.at("/selection").asString()).isEqualTo("weighted");
      assertThat(health.at("/replicas/replica-1/weight").asInt()).isEqualTo(4);
      assertThat(health.at("/replicas/replica-1/in_flight").isNumber()).isTrue();
      assertThat(health.at("/replicas/replica-1/position").isObject()).isTrue();
    }
  }

  @Test
  void caller_isServedByTheSameReplica_whenItIsChosenByAddress() {
    try (OtherApi api = start("address-hash")) {
      assertThat(servedBy(api)).hasSize(1).containsValue((long) READS);
    }
  }

  private static OtherApi start(String selection, String... settings) {
    String[] all = new String[settings.length + 2];
    System.arraycopy(settings, 0, all, 2, settings.length);
    all[0] = "replica.selection=" + selection;
    all[1] = "replica.hedge-after=0s";
    OtherApi api = OtherApi.start(all);
    api.awaitAnswer(
        "/health/ready",
        health ->
            health.at("/replicas/replica-1/state").asString().equals("up")
                && health.at("/replicas/replica-2/state").asString().equals("up"));
    return api;
  }

  private static Map<String, Long> servedBy(OtherApi api) {
    return IntStream.range(0, READS)
        .mapToObj(read -> api.get("/visits?per_page=1").header("Served-By"))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
