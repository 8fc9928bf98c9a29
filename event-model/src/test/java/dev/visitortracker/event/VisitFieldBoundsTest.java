package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Site, address, method, response code and duration: at their bounds and one beyond. */
class VisitFieldBoundsTest {
  private static final String TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~";

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "-", ".", "shop.example", "a--b..c", "default"})
  void site_isKept_whenItsCharactersAreAllowed(String site) {
    Visit visit = Outcomes.accepted(Drafts.valid().site(site).check());

    assertThat(visit.site()).isEqualTo(site);
    assertThat(VisitRules.isSite(site)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "A", "a_b", "a/b", "a b", "a\u0000", "\u00e9", "\ud83d\ude00"})
  void site_isRejected_whenACharacterIsNot(String site) {
    Rejected rejected = Outcomes.rejected(Drafts.valid().site(site).check());

    assertThat(rejected.field()).isEqualTo("site");
    assertThat(VisitRules.isSite(site)).isFalse();
  }

  @Test
  void site_isKept_whenItHas64Characters() {
    String site = "s".repeat(64);

    Visit visit = Outcomes.accepted(Drafts.valid().site(site).check());

    assertThat(visit.site()).isEqualTo(site);
  }

  @Test
  void site_isRejected_whenItHas65Characters() {
    String site = "s".repeat(65);

    Rejected rejected = Outcomes.rejected(Drafts.valid().site(site).check());

    assertThat(rejected.field()).isEqualTo("site");
  }

  @Test
  void sourceIp_isRejected_whenItIsNoAddress() {
    Drafts draft = Drafts.valid().sourceIp("192.0.2.007");

    Rejected rejected = Outcomes.rejected(draft.check());

    assertThat(rejected.field()).isEqualTo("source_ip");
    assertThat(rejected.problem()).isEqualTo("is not an IP address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"G", "GET", "get", "M-SEARCH", "VERSION-CONTROL", "UPDATEREDIRECTREF", "-"})
  void method_isKept_whenItIsAToken(String method) {
    Visit visit = Outcomes.accepted(Drafts.valid().method(method).check());

    assertThat(visit.method()).isEqualTo(method);
  }

  @Test
  void method_isKept_whenItHoldsAnyTokenCharacter() {
    assertThat(TOKEN_CHARACTERS.split(""))
        .allSatisfy(c -> Outcomes.accepted(Drafts.valid().method("M" + c).check()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "G T", "GET ", "G\tT", "A/B", "A:B", "(A)", "\"", "{", "\u00c9", "GET\n"})
  void method_isRejected_whenItIsNoToken(String method) {
    Rejected rejected = Outcomes.rejected(Drafts.valid().method(method).check());

    assertThat(rejected.field()).isEqualTo("method");
    assertThat(rejected.problem())
        .isEqualTo(method.isEmpty() ? "is empty" : "holds a character that no HTTP method has");
  }

  @Test
  void method_isKept_whenItHas32Characters() {
    String method = "A".repeat(32);

    Visit visit = Outcomes.accepted(Drafts.valid().method(method).check());

    assertThat(visit.method()).isEqualTo(method);
  }

  @Test
  void method_isRejectedForItsLength_whenItHas33Characters() {
    String method = "A".repeat(33);

    Rejected rejected = Outcomes.rejected(Drafts.valid().method(method).check());

    assertThat(rejected)
        .isEqualTo(
            new Rejected(
                "method",
                "has 33 characters",
                "a token (RFC 9110, 5.6.2) of 1 to 32 characters, such as GET"));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 200, 404, 598, 599})
  void responseCode_isKept_whenInRange(int code) {
    Visit visit = Outcomes.accepted(Drafts.valid().responseCode(code).check());

    assertThat(visit.responseCode()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -200, -1, 0, 99, 600, 999, Integer.MAX_VALUE})
  void responseCode_isRejected_whenOutOfRange(int code) {
    Rejected rejected = Outcomes.rejected(Drafts.valid().responseCode(code).check());

    assertThat(rejected).isEqualTo(new Rejected("response_code", "is " + code, "100 to 599"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 86_399_999, 86_400_000})
  void duration_isKept_whenInRange(int millis) {
    Visit visit = Outcomes.accepted(Drafts.valid().durationMillis(millis).check());

    assertThat(visit.durationMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 86_400_001, Integer.MAX_VALUE})
  void duration_isRejected_whenOutOfRange(int millis) {
    Rejected rejected = Outcomes.rejected(Drafts.valid().durationMillis(millis).check());

    assertThat(rejected).isEqualTo(new Rejected("duration_ms", "is " + millis, "0 to 86400000"));
  }

  @ParameterizedTest
  @CsvSource({"endpoint", "method", "response_code", "source_ip"})
  void field_isCalledMissing_whenRequiredAndAbsent(String field) {
    Drafts draft = Drafts.valid();
    switch (field) {
      case "endpoint" -> draft.endpoint(null);
      case "method" -> draft.method(null);
      case "response_code" -> draft.responseCode(null);
      default -> draft.sourceIp(null);
    }

    Rejected rejected = Outcomes.rejected(draft.check());

    assertThat(rejected.field()).isEqualTo(field);
    assertThat(rejected.problem()).isEqualTo("is missing");
  }

  @Test
  void optionalFields_stayAbsent_whenNotGiven() {
    Visit visit = Outcomes.accepted(Drafts.valid().check());

    assertThat(visit.userAgent()).isNull();
    assertThat(visit.referrer()).isNull();
    assertThat(visit.durationMillis()).isNull();
  }
}
