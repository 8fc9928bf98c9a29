package dev.visitortracker.api.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Kafka is there, as the last probe or acknowledgement has shown. */
public final class BrokerState {
  private static final Logger log = LoggerFactory.getLogger(BrokerState.class);

  private final InstantSource clock;
  private final AtomicReference<Seen> last;

  /**
   * What was seen last.
   *
   * @param since when it came to be so
   * @param latency of the last good probe
   * @param error why it is away
   */
  public record Seen(
      boolean isUp, Instant since, @Nullable Duration latency, @Nullable String error) {}

  BrokerState(InstantSource clock) {
    this.clock = clock;
    this.last = new AtomicReference<>(new Seen(false, clock.instant(), null, "not asked yet"));
  }

  public Seen seen() {
    return last.get();
  }

  void answered(Duration latency) {
    Seen before =
        last.getAndUpdate(
            seen -> new Seen(true, seen.isUp() ? seen.since() : clock.instant(), latency, null));
    if (!before.isUp()) {
      log.info("Kafka is there");
    }
  }

  /** The probe got no answer; callers see words of ours, the log has what it was. */
  void failed(Throwable error) {
    failed(BrokerFailure.words(error), error.toString());
  }

  void failed(String words) {
    failed(words, words);
  }

  private void failed(String words, String detail) {
    Seen before =
        last.getAndUpdate(
            seen -> new Seen(false, seen.isUp() ? clock.instant() : seen.since(), null, words));
    if (!words.equals(before.error())) {
      log.warn("Kafka is away: {}", detail);
    }
  }
}
