package dev.visitortracker.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** In virtual time: 100 requests a second for 10 s against a server that answers as it is told. */
class DispatcherTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final Arrivals ARRIVALS = new Arrivals(100, Duration.ofSeconds(10));

  private final OutcomeRecorder recorder = new OutcomeRecorder();
  private long now;

  @Test
  void latencies_areThoseOfTheServer_whenItKeepsUp() {
    Dispatcher dispatcher = dispatcher();

    run(dispatcher, 2, 0);

    assertThat(recorder.outcomes().sent()).isEqualTo(1000);
    assertThat(recorder.outcomes().late()).isZero();
    assertThat(recorder.latencySinceLastCall().getMaxValue()).isLessThan(7_000);
  }

  @Test
  void stall_showsInP99_whenTheServerStopsForASecond() {
    Dispatcher dispatcher = dispatcher();

    run(dispatcher, 1, SECOND);

    // A tenth of all requests were due while the only sender waited.
    Histogram latency = recorder.latencySinceLastCall();
    assertThat(recorder.outcomes().sent()).isEqualTo(1000);
    assertThat(recorder.outcomes().late()).isGreaterThan(90);
    assertThat(latency.getValueAtPercentile(99)).isBetween(900_000L, 1_010_000L);
    assertThat(latency.getValueAtPercentile(50)).isLessThan(50_000);
  }

  @Test
  void closedLoop_hidesTheStall_whichIsWhyItIsForCeilingsOnly() {
    Dispatcher dispatcher = new Dispatcher(Schedule.closed(10 * SECOND), () -> now, recorder);

    run(dispatcher, 1, SECOND);

    assertThat(recorder.outcomes().late()).isZero();
    assertThat(recorder.latencySinceLastCall().getValueAtPercentile(99)).isLessThan(10_000);
  }

  @Test
  void requests_areLeft_whenTheLoadEndsBeforeTheyAreSent() {
    Dispatcher dispatcher = dispatcher();

    dispatcher.free(() -> {});
    now = 60 * SECOND;
    dispatcher.sendDue();

    assertThat(dispatcher.left()).isEqualTo(999);
    assertThat(dispatcher.isOver()).isFalse();
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(Schedule.open(ARRIVALS, 0), () -> now, recorder);
  }

  /**
   * A server that answers after 5 ms, but nothing for {@code stall} from second 5 on.
   *
   * @param senders connections to it
   */
  private void run(Dispatcher dispatcher, int senders, long stall) {
    Queue<Sent> waiting = new ArrayDeque<>();
    for (int i = 0; i < senders; i++) {
      dispatcher.free(
          new Sender() {
            @Override
            public void send() {
              boolean stalls = now >= 5 * SECOND && now < 5 * SECOND + stall;
              long answered = stalls ? 5 * SECOND + stall : now + 5 * MILLI;
              waiting.add(new Sent(this, dispatcher.intended(), answered));
            }
          });
    }
    for (; now < 30 * SECOND; now += MILLI) {
      dispatcher.sendDue();
      while (!waiting.isEmpty() && waiting.peek().answered <= now) {
        Sent sent = waiting.remove();
        recorder.answered(200, false, now - sent.intended);
        dispatcher.free(sent.sender);
      }
    }
  }

  private record Sent(Sender sender, long intended, long answered) {}
}
