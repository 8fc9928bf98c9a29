package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Reading and checking answer with a value whatever the bytes are. */
class VisitJsonFuzzTest {
  private static final byte[] VALID =
      """
      {"id":"01KDVDNA00J57EK6XS859KTW6T","timestamp":"2026-01-01T00:00:00.000Z","site":"a.b",\
      "source_ip":"2001:db8::ffff:1.2.3.4","endpoint":"/\u00e9\ud83d\ude00\\ud83d\\ude00x",\
      "method":"GET","response_code":200,"user_agent":"x\u2026","referrer":"","duration_ms":12,\
      "later":[{"a":[1.5e3,-2,true,null]}]}\
      """
          .getBytes(UTF_8);

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "\\u",
          "\\ud800",
          "null",
          "true",
          "1e400",
          "-",
          "0",
          "99999999999999999999",
          "\"id\":",
          "\"endpoint\":null,",
          "%",
          "\u0000",
          "\ufeff");

  @Test
  void outcome_isAlwaysAValue_whenValidBytesAreMutated() {
    int[] accepted = new int[1];

    Seeded.repeat(
        60_000,
        random -> {
          byte[] json = mutate(random);

          CheckResult checked = outcome(json, anyOf(random));

          if (checked instanceof CheckResult.Valid kept) {
            byte[] written = VisitJson.write(kept.visit());
            assertThat(outcome(written, UnknownFields.REJECT)).isEqualTo(checked);
            accepted[0]++;
          }
        });

    assertThat(accepted[0]).as("mutants that stayed valid").isPositive();
  }

  @Test
  void outcome_isAlwaysAValue_whenBytesAreRandom() {
    Seeded.repeat(
        20_000,
        random -> {
          byte[] json = new byte[random.nextInt(64)];
          random.nextBytes(json);

          CheckResult checked = outcome(json, anyOf(random));

          assertThat(checked).isInstanceOf(Rejected.class);
        });
  }

  private static UnknownFields anyOf(RandomGenerator random) {
    return random.nextBoolean() ? UnknownFields.REJECT : UnknownFields.IGNORE;
  }

  private static CheckResult outcome(byte[] json, UnknownFields unknownFields) {
    return switch (VisitJson.read(json, unknownFields)) {
      case VisitDraft draft -> Visits.RULES.check(draft, Defaults.NONE);
      case Rejected rejected -> rejected;
    };
  }

  private static byte[] mutate(RandomGenerator random) {
    byte[] json = VALID.clone();
    for (int left = random.nextInt(1, 4); left > 0 && json.length > 0; left--) {
      int at = random.nextInt(json.length);
      int to = Math.min(json.length, at + random.nextInt(1, 9));
      switch (random.nextInt(6)) {
        case 0 -> json[at] = (byte) random.nextInt(256);
        case 1 -> json[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> json = replace(json, at, at, piece(random));
        case 3 -> json = replace(json, at, to, new byte[0]);
        case 4 -> json = replace(json, at, at, Arrays.copyOfRange(json, at, to));
        default -> json = Arrays.copyOf(json, random.nextInt(8) == 0 ? at : json.length);
      }
    }
    return json;
  }

  private static byte[] piece(RandomGenerator random) {
    return PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
  }

  private static byte[] replace(byte[] json, int from, int to, byte[] by) {
    byte[] result = new byte[json.length - (to - from) + by.length];
    System.arraycopy(json, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(json, to, result, from + by.length, json.length - to);
    return result;
  }
}
