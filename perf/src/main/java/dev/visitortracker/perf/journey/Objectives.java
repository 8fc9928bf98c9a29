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
  private static final Pattern OBJECTIVES =
      Pattern.compile("p99=(\\d{1,9}m?s),visible=(\\d{1,9}m?s)");

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
    Matcher given = OBJECTIVES.matcher(text);
    if (!given.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' are no objectives: give both as p99=50ms,visible=1s");
    }
    return new Objectives(duration(given.group(1)), duration(given.group(2)));
  }

  private static Duration duration(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text, 0, text.length() - 2, 10))
        : Duration.ofSeconds(Long.parseLong(text, 0, text.length() - 1, 10));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "p99=%dms,visible=%dms", p99.toMillis(), visible.toMillis());
  }
}
