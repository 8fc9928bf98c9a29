package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoint, referrer and user agent: length in code points, and what no text may hold. */
class VisitTextsTest {
  private static final String EMOJI = "\ud83d\ude00";

  @ParameterizedTest
  @ValueSource(strings = {"/", "\u00e9", EMOJI})
  void endpoint_isKept_whenItHas1Or255CodePoints(String character) {
    List<String> endpoints = List.of(character, character.repeat(255));

    for (String endpoint : endpoints) {
      Visit visit = Outcomes.accepted(Drafts.valid().endpoint(endpoint).check());

      assertThat(visit.endpoint()).isEqualTo(endpoint);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "\u00e9", EMOJI})
  void endpoint_isRejected_whenItHas256CodePoints(String character) {
    String endpoint = character.repeat(256);

    Rejected rejected = Outcomes.rejected(Drafts.valid().endpoint(endpoint).check());

    assertThat(rejected.field()).isEqualTo("endpoint");
    assertThat(rejected.problem()).isEqualTo("has 256 characters");
  }

  @Test
  void endpoint_isRejected_whenEmpty() {
    Rejected rejected = Outcomes.rejected(Drafts.valid().endpoint("").check());

    assertThat(rejected.field()).isEqualTo("endpoint");
    assertThat(rejected.problem()).isEqualTo("is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "/a?", "/a?b=c", "?b"})
  void endpoint_isRejected_whenItHoldsAQueryString(String endpoint) {
    Rejected rejected = Outcomes.rejected(Drafts.valid().endpoint(endpoint).check());

    assertThat(rejected.field()).isEqualTo("endpoint");
    assertThat(rejected.problem()).isEqualTo("holds a query string");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r", "\u00e9", EMOJI})
  void referrer_isKept_whenItHas0Or512CodePoints(String character) {
    List<String> referrers = List.of("", character.repeat(512));

    for (String referrer : referrers) {
      Visit visit = Outcomes.accepted(Drafts.valid().referrer(referrer).check());

      assertThat(visit.referrer()).isEqualTo(referrer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"r", "\u00e9", EMOJI})
  void referrer_isRejected_whenItHas513CodePoints(String character) {
    String referrer = character.repeat(513);

    Rejected rejected = Outcomes.rejected(Drafts.valid().referrer(referrer).check());

    assertThat(rejected)
        .isEqualTo(new Rejected("referrer", "has 513 characters", "at most 512 characters"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "\u00e9", EMOJI})
  void userAgent_isKept_whenItHas0Or512CodePoints(String character) {
    List<String> userAgents = List.of("", character.repeat(512));

    for (String userAgent : userAgents) {
      Visit visit = Outcomes.accepted(Drafts.valid().userAgent(userAgent).check());

      assertThat(visit.userAgent()).isEqualTo(userAgent);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 514, 10_000})
  void userAgent_isCutAndMarked_whenLonger(int length) {
    String userAgent = "u".repeat(length);

    Visit visit = Outcomes.accepted(Drafts.valid().userAgent(userAgent).check());

    assertThat(visit.userAgent()).isEqualTo("u".repeat(511) + "\u2026");
  }

  @ParameterizedTest
  @ValueSource(ints = {509, 510, 511, 512})
  void userAgent_keepsSurrogatePairsWhole_whenCutBesideThem(int narrow) {
    String userAgent = "u".repeat(narrow) + EMOJI.repeat(600);

    Visit visit = Outcomes.accepted(Drafts.valid().userAgent(userAgent).check());

    int wide = Math.max(0, 511 - narrow);
    assertThat(visit.userAgent()).isEqualTo("u".repeat(511 - wide) + EMOJI.repeat(wide) + "\u2026");
  }

  @Test
  void userAgent_staysTheSame_whenCutOnceAndCheckedAgain() {
    Visit first = Outcomes.accepted(Drafts.valid().userAgent(EMOJI.repeat(513)).check());

    Visit again = Outcomes.accepted(Drafts.valid().userAgent(first.userAgent()).check());

    assertThat(again.userAgent()).isEqualTo(first.userAgent());
  }

  static Stream<String> controlCharacters() {
    return IntStream.concat(IntStream.range(0, ' '), IntStream.of(0x7f))
        .mapToObj(Character::toString);
  }

  @ParameterizedTest
  @MethodSource("controlCharacters")
  void text_isRejected_whenItHoldsAControlCharacter(String character) {
    String problem = "holds the control character U+%04X".formatted(character.codePointAt(0));

    for (String text :
        List.of(character, "a" + character, character + "a", "a" + character + "a")) {
      assertThat(rejections(text)).extracting(Rejected::problem).containsOnly(problem);
    }
  }

  @ParameterizedTest
  @MethodSource("unpairedSurrogates")
  void text_isRejected_whenASurrogateIsUnpaired(String text) {
    List<Rejected> rejections = rejections(text);

    assertThat(rejections)
        .extracting(Rejected::problem)
        .containsOnly("holds an unpaired surrogate");
  }

  static Stream<String> unpairedSurrogates() {
    return Stream.of(
        "\ud800",
        "\udbff",
        "\udc00",
        "\udfff",
        "a\ud83d",
        "\ud83da",
        "\ude00a",
        "a\ude00",
        "\ude00\ud83d",
        "\ud83d\ud83d\ude00",
        "\ud83d\ude00\ude00",
        EMOJI + "\ud83d");
  }

  @Test
  void userAgent_isRejected_whenTheBadCharacterLiesBehindTheCut() {
    String userAgent = "u".repeat(600) + "\u0000";

    Rejected rejected = Outcomes.rejected(Drafts.valid().userAgent(userAgent).check());

    assertThat(rejected.field()).isEqualTo("user_agent");
  }

  /** What the three free texts of a visit are told, in the order of their fields. */
  private static List<Rejected> rejections(String text) {
    List<Rejected> rejections =
        List.of(
            Outcomes.rejected(Drafts.valid().endpoint(text).check()),
            Outcomes.rejected(Drafts.valid().userAgent(text).check()),
            Outcomes.rejected(Drafts.valid().referrer(text).check()));
    assertThat(rejections)
        .extracting(Rejected::field)
        .containsExactly("endpoint", "user_agent", "referrer");
    return rejections;
  }
}
