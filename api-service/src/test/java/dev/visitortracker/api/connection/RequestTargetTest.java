package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "*",
        "/visits?site=a&endpoint=%2Fa%3Fb",
        "/visits?endpoint=%E2%82%AC",
        "/visits?endpoint=[x]",
        "http://host:80/visits",
        "https://host",
        "/a;b=c/%7F"
      })
  void target_isTaken_whenItCanBeDecoded(String target) {
    assertThat(RequestTarget.broken(target)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "visits, does not begin with /",
    "host:443, does not begin with /",
    "/%, holds a % that two hexadecimal digits do not follow",
    "/%4, holds a % that two hexadecimal digits do not follow",
    "/%4g, holds a % that two hexadecimal digits do not follow",
    "/?%-1=a, holds a % that two hexadecimal digits do not follow",
    "/%C3, is not UTF-8 without U+0000",
    "/?a=%ED%A0%80, is not UTF-8 without U+0000",
    "/?a=%00, is not UTF-8 without U+0000",
    "/ü, holds a character that must be percent-encoded",
    "/a|b, holds a character that must be percent-encoded",
    "http://[/, holds a character that must be percent-encoded"
  })
  void target_isRefused_whenItCannotBeDecoded(String target, String problem) {
    assertThat(RequestTarget.broken(target))
        .isNotNull()
        .satisfies(broken -> assertThat(broken.members()).containsEntry("problem", problem));
  }
}
