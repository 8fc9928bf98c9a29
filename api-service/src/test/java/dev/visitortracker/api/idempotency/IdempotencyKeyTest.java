package dev.visitortracker.api.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "\"8e03978e-40d5\"; 8e03978e-40d5",
        "8e03978e-40d5;     8e03978e-40d5",
        "a:b/c=;            a:b/c=",
        "\"a, b\";          a, b"
      })
  void key_isTheSame_withQuotesAndWithout(String header, String key) {
    assertThat(IdempotencyKey.parse(header)).isEqualTo(key);
  }

  @Test
  void escapes_areUndone_insideQuotes() {
    assertThat(IdempotencyKey.parse("\"a\\\"b\\\\c\"")).isEqualTo("a\"b\\c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"\"",
        "\"",
        "\"a",
        "a\"",
        "\"a\"b\"",
        "\"a\\b\"",
        "\"a\\\"",
        "\\",
        "\"\\",
        "a b",
        "a,b",
        "a;b",
        "ü"
      })
  void key_isNone_whenTheHeaderIsNoString(String header) {
    assertThat(IdempotencyKey.parse(header)).isNull();
  }

  @Test
  void key_isNone_whenItIsTooLong() {
    assertThat(IdempotencyKey.parse("a".repeat(255))).hasSize(255);
    assertThat(IdempotencyKey.parse("a".repeat(256))).isNull();
    assertThat(IdempotencyKey.parse("\"" + "a".repeat(256) + "\"")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\\\\", "\\\"", "\""})
  void key_isNone_howeverLongItIs(String part) {
    String hostile = part.repeat(16_000 / part.length());

    assertThat(IdempotencyKey.parse(hostile)).isNull();
    assertThat(IdempotencyKey.parse("\"" + hostile + "\"")).isNull();
  }
}
