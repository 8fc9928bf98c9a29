package dev.visitortracker.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.token.Preferences.Durability;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
  private static final TokenSettings SETTINGS =
      new TokenSettings(null, null, Duration.ofSeconds(1), Duration.ofSeconds(10), 1_000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "durability=visible, wait=5           | VISIBLE | 5",
        "wait=5,durability=stored             | STORED  | 5",
        "Durability=\"stored\"; a=\"b, c\", WAIT=7 | STORED | 7",
        "foo=\"a, wait=1\", wait=2             |         | 2",
        "wait=3, wait=4                       |         | 3",
        "foo=\"a\\\", wait=1\", wait=8          |         | 8",
        "respond-async, wait = 6              |         | 6",
        "durability=visible                   | VISIBLE |"
      })
  void preferences_areUnderstood_inEveryFormOfTheRfc(
      String header, Durability durability, Long seconds) {
    assertThat(Preferences.of(List.of(header)))
        .isEqualTo(
            new Preferences(durability, seconds == null ? null : Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "wait",
        "wait=",
        "wait=-1",
        "wait=1.5",
        "wait=99999999999",
        "durability=x"
      })
  void preferences_arePassedOver_whenTheyCannotBeUsed(String header) {
    assertThat(Preferences.of(List.of(header))).isEqualTo(Preferences.NONE);
  }

  @Test
  void preferences_areRead_fromAllHeaders() {
    assertThat(Preferences.of(List.of("durability=stored", "wait=2")))
        .isEqualTo(new Preferences(Durability.STORED, Duration.ofSeconds(2)));
  }

  @Test
  void wait_isBounded_whateverIsAskedFor() {
    assertThat(Preferences.NONE.grantedWait(SETTINGS)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Preferences.of(List.of("wait=0")).grantedWait(SETTINGS)).isZero();
    assertThat(Preferences.of(List.of("wait=11")).grantedWait(SETTINGS))
        .isEqualTo(Duration.ofSeconds(10));
  }

  /** As long as the header may be, and one after the other what makes a parser go back or deep. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a=", "\"", "\"a\"", "\\", "\"\\", ";a=\"b\"", ",", ", a", " ", "=", "\t"})
  void preferences_areRead_howeverLongTheTextBehindThemIs(String part) {
    String hostile = part.repeat(16_000 / part.length());

    assertThat(Preferences.of(List.of("wait=1;" + hostile)).maxWait())
        .isEqualTo(Duration.ofSeconds(1));
  }
}
