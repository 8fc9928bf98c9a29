package dev.visitortracker.api.token;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client prefers (RFC 7240). As the RFC asks, what is unknown or cannot be used is passed
 * over, and of a preference that is given twice the first counts.
 *
 * @param durability how far an event shall be when it is answered, or null for the default
 * @param maxWait how long the client is willing to wait for the answer, or null where it does not
 *     say
 */
public record Preferences(@Nullable Durability durability, @Nullable Duration maxWait) {
  /** The request header. */
  public static final String HEADER = "Prefer";

  /** The response header that says what was heeded. */
  public static final String APPLIED = "Preference-Applied";

  /** Nothing in particular. */
  public static final Preferences NONE = new Preferences(null, null);

  /** The most digits of a number of seconds. Nobody waits for longer. */
  private static final int MAX_DIGITS = 9;

  /** How far an event is. */
  public enum Durability {
    /** Committed by the primary. */
    STORED,
    /** On every replica that serves reads. */
    VISIBLE
  }

  /**
   * What the headers say.
   *
   * @param values of all headers {@code Prefer}
   */
  public static Preferences of(List<String> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    Durability durability = null;
    Duration wait = null;
    var next = new PreferenceScanner(String.join(",", values));
    while (next.advance()) {
      switch (next.name().toLowerCase(Locale.ROOT)) {
        case "durability" ->
            durability = durability == null ? durability(next.value()) : durability;
        case "wait" -> wait = wait == null ? seconds(next.value()) : wait;
        default -> {}
      }
    }
    return new Preferences(durability, wait);
  }

  /** The wait that is granted. */
  public Duration grantedWait(TokenSettings settings) {
    Duration asked = maxWait == null ? settings.defaultWait() : maxWait;
    return asked.compareTo(settings.maxWait()) < 0 ? asked : settings.maxWait();
  }

  private static @Nullable Durability durability(@Nullable String value) {
    return switch (value == null ? "" : value) {
      case "stored" -> Durability.STORED;
      case "visible" -> Durability.VISIBLE;
      default -> null;
    };
  }

  private static @Nullable Duration seconds(@Nullable String value) {
    boolean isNumber =
        value != null
            && !value.isEmpty()
            && value.length() <= MAX_DIGITS
            && value.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    return isNumber ? Duration.ofSeconds(Long.parseLong(value)) : null;
  }
}
