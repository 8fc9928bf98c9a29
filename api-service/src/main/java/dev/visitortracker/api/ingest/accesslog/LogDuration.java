package dev.visitortracker.api.ingest.accesslog;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Durations as logs write them, in ms. What does not fit an int is left out. */
final class LogDuration {
  /** Longer numbers are none that a server writes. */
  private static final int MAX_LENGTH = 24;

  /** Beyond it the arithmetic would take long. */
  private static final int MAX_SCALE = 64;

  private static final BigDecimal MAX_MILLIS = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final int FRACTION_OF_NGINX = 3;

  private LogDuration() {}

  /**
   * The duration that a field without a name tells, or null: seconds with three digits of fraction
   * as nginx writes them, with or without {@code rt=} or {@code request_time=}; or {@code 12ms}, as
   * Traefik does.
   */
  static @Nullable Integer ofField(String field) {
    int name =
        field.startsWith("rt=") || field.startsWith("request_time=") ? field.indexOf('=') : -1;
    String text = field.substring(name + 1).replace("\"", "");
    if (text.endsWith("ms")) {
      return scaled(text.substring(0, text.length() - 2), 0);
    }
    int point = text.indexOf('.');
    boolean isOfNginx = point > 0 && text.length() - point - 1 == FRACTION_OF_NGINX;
    return isOfNginx ? ofSeconds(text) : null;
  }

  static @Nullable Integer ofSeconds(@Nullable String seconds) {
    return scaled(seconds, 3);
  }

  static @Nullable Integer ofNanos(@Nullable String nanos) {
    return scaled(nanos, -6);
  }

  static @Nullable Integer ofMillis(@Nullable String millis) {
    return scaled(millis, 0);
  }

  /** The number times ten to the power; numbers may have an exponent, as those of Caddy do. */
  private static @Nullable Integer scaled(@Nullable String number, int power) {
    if (number == null || number.length() > MAX_LENGTH) {
      return null;
    }
    try {
      BigDecimal millis = new BigDecimal(number).scaleByPowerOfTen(power);
      boolean isInt =
          millis.signum() >= 0
              && Math.abs(millis.scale()) <= MAX_SCALE
              && millis.compareTo(MAX_MILLIS) <= 0;
      return isInt ? millis.setScale(0, RoundingMode.HALF_UP).intValueExact() : null;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
