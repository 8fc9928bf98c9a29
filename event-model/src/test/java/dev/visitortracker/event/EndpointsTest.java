package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
  @ParameterizedTest
  @CsvSource({
    "/caf%C3%A9, /caf\u00e9",
    "/%d0%bf%d1%80, /\u043f\u0440",
    "/%E0%B8%81/x, /\u0e01/x",
    "/%F0%9F%98%80, /\ud83d\ude00",
    "%E4%B8%AD, \u4e2d",
    "/%E0%C3%A9%B8, /%E0\u00e9%B8"
  })
  void character_isDecoded_whenItIsVisibleAndNotAscii(String endpoint, String expected) {
    String decoded = Endpoints.decoded(endpoint);

    assertThat(decoded).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a%20b",
        "/a%2Fb",
        "/a%3Fb",
        "/100%",
        "/%2",
        "/%C3",
        "/%C3%2",
        "/%C3x",
        "/%zz%A9",
        "/%25C3%25A9",
        "/%C0%AF",
        "/%ED%A0%80",
        "/%F4%90%80%80",
        "/%F8%88%80%80",
        "/%FF",
        "/%00%7F",
        "/%C2%85",
        "/%C2%A0",
        "/%E2%80%AE",
        "/%E2%80%8B",
        "/%EF%BB%BF",
        "/%EE%80%80",
        "/%F3%A0%80%81",
        "/\u00e9"
      })
  void endpoint_staysAsItIs_whenNothingVisibleIsEncoded(String endpoint) {
    String decoded = Endpoints.decoded(endpoint);

    assertThat(decoded).isEqualTo(endpoint);
  }

  @Test
  void endpoint_isTheSame_whenEncodedOnceAndDecodedTwice() {
    Seeded.repeat(
        5_000,
        random -> {
          byte[] bytes = new byte[random.nextInt(1, 12)];
          random.nextBytes(bytes);
          String any = new String(bytes, StandardCharsets.ISO_8859_1);
          String encoded = URLEncoder.encode(any, StandardCharsets.ISO_8859_1);

          String decoded = Endpoints.decoded(encoded);

          assertThat(Endpoints.decoded(decoded)).as(encoded).isEqualTo(decoded);
        });
  }

  @Test
  void length_isCountedAfterDecoding_whenAVisitIsChecked() {
    String longest = "/" + "%E0%B8%81".repeat(254);

    Visit visit = Outcomes.accepted(Drafts.valid().endpoint(longest).check());
    Rejected rejected = Outcomes.rejected(Drafts.valid().endpoint(longest + "a").check());

    assertThat(visit.endpoint()).isEqualTo("/" + "\u0e01".repeat(254));
    assertThat(rejected.problem()).isEqualTo("has 256 characters");
  }
}
