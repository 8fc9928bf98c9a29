package dev.visitortracker.perf.journey;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What senders and readers are promised.
 *
 * @param p99 of the answers to single events, from the time at which each was due
 * @param visible from the time at which an event was due to its being on every replica that runs,
 *     for 99 of 100
 */
public record Objectives(Duration p99, Duration visible) {
  private static final Pattern ENTRY = Pattern.compile("(p99|visible)=(\\d+)(ms|s)");

  public Objectives {
    if (p99.isZero() || visible.isZero()) {
      throw new IllegalArgumentException("an objective must be longer than nothing");
    }
  }

  /**
   * Reads {@code p99=50ms,visible=1s}.
   *
   * @throws IllegalArgumentException with what is wrong, for people
   */
  public static Objectives parse(String text) {
    Duration p99 = null;
    Duration visible = null;
    for (String entry : text.split(",", -1)) {
      Matcher matcher = ENTRY.matcher(entry.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'" + entry + "' is no objective: give p99=50ms,visible=1s");
      }
      long amount = Long.parseLong(matcher.group(2));
      Duration limit =
          matcher.group(3).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
      if (matcher.group(1).equals("p99")) {
        p99 = limit;
      } else {
        visible = limit;
      }
    }
    if (p99 == null || visible == null) {
      throw new IllegalArgumentException("give both objectives: p99=50ms,visible=1s");
    }
    return new Objectives(p99, visible);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "p99=%dms,visible=%dms", p99.toMillis(), visible.toMillis());
  }
}
