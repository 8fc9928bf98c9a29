package dev.visitortracker.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** In virtual time: 100 requests a second for 10 s against a server that answers as it is told. */
class LaneTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final Arrivals ARRIVALS = Arrivals.constant(100, Duration.ofSeconds(10));

  private final Tally tally = new Tally();
  private long now;

  @Test
  void latencies_areThoseOfTheServer_whenItKeepsUp() {
    Lane lane = lane();

    run(lane, 2, 0);

    assertThat(tally.outcomes().sent()).isEqualTo(1000);
    assertThat(tally.outcomes().late()).isZero();
    assertThat(tally.latencySinceLastCall().getMaxValue()).isLessThan(7_000);
  }

  @Test
  void stall_showsInP99_whenTheServerStopsForASecond() {
    Lane lane = lane();

    run(lane, 1, SECOND);

    // A tenth of all requests were due while the only line waited.
    Histogram latency = tally.latencySinceLastCall();
    assertThat(tally.outcomes().sent()).isEqualTo(1000);
    assertThat(tally.outcomes().late()).isGreaterThan(90);
    assertThat(latency.getValueAtPercentile(99)).isBetween(900_000L, 1_010_000L);
    assertThat(latency.getValueAtPercentile(50)).isLessThan(50_000);
  }

  @Test
  void closedLoop_hidesTheStall_whichIsWhyItIsForCeilingsOnly() {
    Lane lane = new Lane(Schedule.closed(10 * SECOND), () -> now, tally);

    run(lane, 1, SECOND);

    assertThat(tally.outcomes().late()).isZero();
    assertThat(tally.latencySinceLastCall().getValueAtPercentile(99)).isLessThan(10_000);
  }

  @Test
  void requests_areLeft_whenTheLaneEndsBeforeTheyAreSent() {
    Lane lane = lane();

    lane.free(() -> {});
    now = 60 * SECOND;
    lane.sendDue();

    assertThat(lane.left()).isEqualTo(999);
    assertThat(lane.isOver()).isFalse();
  }

  private Lane lane() {
    return new Lane(Schedule.open(ARRIVALS, 0, 1, 0), () -> now, tally);
  }

  /**
   * A server that answers after 5 ms, but nothing for {@code stall} from second 5 on.
   *
   * @param lines connections to it
   */
  private void run(Lane lane, int lines, long stall) {
    Queue<Sent> waiting = new ArrayDeque<>();
    for (int i = 0; i < lines; i++) {
      lane.free(
          new Line() {
            @Override
            public void send() {
              boolean stalls = now >= 5 * SECOND && now < 5 * SECOND + stall;
              long answered = stalls ? 5 * SECOND + stall : now + 5 * MILLI;
              waiting.add(new Sent(this, lane.intended(), answered));
            }
          });
    }
    for (; now < 30 * SECOND; now += MILLI) {
      lane.sendDue();
      while (!waiting.isEmpty() && waiting.peek().answered <= now) {
        Sent sent = waiting.remove();
        tally.answered(200, false, now - sent.intended);
        lane.free(sent.line);
      }
    }
  }

  private record Sent(Line line, long intended, long answered) {}
}
