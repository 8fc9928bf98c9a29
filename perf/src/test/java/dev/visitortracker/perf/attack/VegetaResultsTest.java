package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VegetaResultsTest {
  private static final long START = 1_764_000_000_000_000_000L;
  private static final long MILLI = 1_000_000;
  private static final Plan PLAN = Plans.of(Plans.step(10, 10, 1));

  @Test
  void tally_countsLatencyFromWhenARequestWasDue() {
    VegetaResults results = new VegetaResults(PLAN, 10, 3);

    // When the third request, due after 200 ms, is sent 400 ms late
    results.add(row(0, 0, 202, 5, accepted(1)));
    results.add(row(1, 100, 202, 5, accepted(1)));
    results.add(row(2, 600, 202, 5, accepted(100)));

    Tally tally = results.tally();
    assertThat(tally.late()).isEqualTo(1);
    assertThat(tally.accepted()).isEqualTo(102);
    assertThat(tally.latencies().getValueAtPercentile(50)).isBetween(4_990L, 5_010L);
    assertThat(tally.latencies().getMaxValue()).isBetween(404_000L, 406_000L);
  }

  @Test
  void tally_keepsStatusesAndErrorsApart() {
    VegetaResults results = new VegetaResults(PLAN, 10, 10);

    results.add(row(0, 0, 503, 1, ""));
    results.add(
        "%d,0,%d,0,0,\"Post \"\"http://127.0.0.1:18471/events\"\": read tcp 127.0.0.1:41234: EOF\",,x,1,POST,u,"
            .formatted(START + 100 * MILLI, MILLI));

    Tally tally = results.tally();
    assertThat(tally.unexpected()).isEqualTo(Map.of("503", 1L));
    assertThat(tally.errors()).hasSize(1);
    assertThat(tally.errors().keySet()).allMatch(reason -> !reason.contains("41234"));
    assertThat(tally.unanswered()).isEqualTo(1);
    assertThat(tally.asExpected()).isZero();
    assertThat(tally.dropped()).isEqualTo(7);
  }

  private static String row(int number, long sentMillis, int status, long millis, String body) {
    return "%d,%d,%d,10,20,,%s,1-x1,%d,POST,http://127.0.0.1:8080/events,"
        .formatted(
            START + sentMillis * MILLI,
            status,
            millis * MILLI,
            Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)),
            number);
  }

  private static String accepted(int events) {
    return "{\"accepted\":" + events + ",\"rejected_total\":0}";
  }
}
