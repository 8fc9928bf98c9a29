package dev.visitortracker.event;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Arbitrary valid visits, and rules to hold them against. */
final class Visits {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration MAX_AGE = Duration.ofDays(20 * 365);
  static final Duration MAX_AHEAD = Duration.ofMinutes(5);
  static final VisitRules RULES = new VisitRules(MAX_AGE, MAX_AHEAD, InstantSource.fixed(NOW));

  /** The last moment that RFC 3339 can write. */
  static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  /** Takes every time from the epoch to {@link #LAST}. */
  static final VisitRules ANY_TIME =
      new VisitRules(Duration.ofDays(10_000 * 366), Duration.ZERO, InstantSource.fixed(LAST));

  private static final String SITE_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  private static final String TOKEN_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";

  /** Characters that escaping, encoding or counting may get wrong. */
  private static final String AWKWARD =
      "\"\\/'<>&%#;,{}[]:\u0080\u009f\u00a0\u00e9\u0301\u07ff\u0800\u200d\u200f\u2028\u2029"
          + "\u2026\u4e2d\ud7ff\ue000\ufeff\ufffd\uffff\ud83d\ude00\ud800\udc00\udbff\udfff";

  private Visits() {}

  static Visit any(RandomGenerator random) {
    return new Visit(
        VisitIds.random(random.nextLong(LAST.toEpochMilli() + 1)),
        ascii(random, SITE_CHARACTERS, 64),
        address(random),
        text(random, 1, 255, c -> c != '?'),
        ascii(random, TOKEN_CHARACTERS, 10),
        random.nextInt(100, 600),
        maybe(random, text(random, 0, 512, c -> true)),
        maybe(random, text(random, 0, 512, c -> true)),
        maybe(random, random.nextInt(86_400_001)));
  }

  private static <T> @Nullable T maybe(RandomGenerator random, T value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private static String ascii(RandomGenerator random, String characters, int maxLength) {
    StringBuilder text = new StringBuilder();
    int length = length(random, 1, maxLength);
    while (text.length() < length) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }

  private static String text(RandomGenerator random, int min, int max, IntPredicate allowed) {
    int[] awkward = AWKWARD.codePoints().toArray();
    int length = length(random, min, max);
    int[] codePoints = new int[length];
    for (int i = 0; i < length; ) {
      int codePoint =
          switch (random.nextInt(4)) {
            case 0 -> awkward[random.nextInt(awkward.length)];
            case 1 -> random.nextInt(0xa0, 0xd800);
            case 2 -> random.nextInt(0x1_0000, Character.MAX_CODE_POINT + 1);
            default -> random.nextInt(' ', 0x7f);
          };
      if (allowed.test(codePoint)) {
        codePoints[i++] = codePoint;
      }
    }
    return new String(codePoints, 0, length);
  }

  /** Both ends of the range as often as all that lies between. */
  private static int length(RandomGenerator random, int min, int max) {
    return switch (random.nextInt(4)) {
      case 0 -> min;
      case 1 -> max;
      default -> random.nextInt(min, max + 1);
    };
  }

  static InetAddress address(RandomGenerator random) {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are addresses", e);
    }
  }
}
