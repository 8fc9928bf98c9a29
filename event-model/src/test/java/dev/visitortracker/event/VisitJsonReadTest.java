package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitJsonReadTest {
  private static final List<String> TEXTS =
      List.of(
          "id", "timestamp", "site", "source_ip", "endpoint", "method", "user_agent", "referrer");
  private static final List<String> NUMBERS = List.of("response_code", "duration_ms");
  private static final List<String> NOT_TEXTS =
      List.of("1", "1.5", "true", "false", "{}", "[]", "[\"a\"]", "{\"id\":\"a\"}");
  private static final List<String> NOT_NUMBERS =
      List.of(
          "\"200\"",
          "200.5",
          "2e-1",
          "true",
          "{}",
          "[200]",
          "2147483648",
          "-2147483649",
          "9223372036854775808",
          "9".repeat(1_000),
          "9".repeat(4_000),
          "1e-999999999",
          "1e99999999999",
          "1e999999999");

  @Test
  void draft_isEmpty_whenObjectIsEmpty() {
    String json = " {\r\n\t} ";

    VisitDraft draft = Outcomes.draft(read(json, UnknownFields.REJECT));

    assertThat(draft)
        .isEqualTo(new VisitDraft(null, null, null, null, null, null, null, null, null, null));
  }

  @Test
  void draft_isEmpty_whenAllFieldsAreNull() {
    String json = "{\"" + allFields().collect(joining("\":null,\"")) + "\":null}";

    VisitDraft draft = Outcomes.draft(read(json, UnknownFields.REJECT));

    assertThat(draft).isEqualTo(Outcomes.draft(read("{}", UnknownFields.REJECT)));
  }

  @Test
  void draft_isComplete_whenNamesAndTextsAreEscaped() {
    String json = "{\"\\u0073ite\":\"\\u0061\\/\\ud83d\\ude00\\n\",\"response_code\":-0}";

    VisitDraft draft = Outcomes.draft(read(json, UnknownFields.REJECT));

    assertThat(draft.site()).isEqualTo("a/\ud83d\ude00\n");
    assertThat(draft.responseCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"a\"", "null", "[[1],{\"site\":\"inner\"}]", "{\"id\":{}}"})
  void unknownField_isNamed_whenReaderRejects(String value) {
    String json = "{\"Site\":%s,\"site\":\"outer\"}".formatted(value);

    Rejected rejected = Outcomes.refused(read(json, UnknownFields.REJECT));

    assertThat(rejected)
        .isEqualTo(new Rejected("Site", "is not a field of a visit", VisitJson.FIELDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"a\"", "null", "[[1],{\"site\":\"inner\"}]", "{\"id\":{}}"})
  void unknownField_isPassedOver_whenReaderIgnores(String value) {
    String json = "{\"Site\":%s,\"site\":\"outer\"}".formatted(value);

    VisitDraft draft = Outcomes.draft(read(json, UnknownFields.IGNORE));

    assertThat(draft.site()).isEqualTo("outer");
  }

  @Test
  void unknownField_isPassedOver_whenItIsNestedDeeply() {
    String json = "{\"later\":" + "[".repeat(400) + "]".repeat(400) + ",\"site\":\"outer\"}";

    VisitDraft draft = Outcomes.draft(read(json, UnknownFields.IGNORE));

    assertThat(draft.site()).isEqualTo("outer");
  }

  static Stream<Arguments> wrongTypes() {
    return Stream.concat(
        TEXTS.stream().flatMap(f -> NOT_TEXTS.stream().map(v -> Arguments.of(f, v))),
        NUMBERS.stream().flatMap(f -> NOT_NUMBERS.stream().map(v -> Arguments.of(f, v))));
  }

  @ParameterizedTest
  @MethodSource("wrongTypes")
  void field_isRejected_whenItsTypeIsWrong(String field, String value) {
    String json = "{\"%s\":%s,\"unknown\":1}".formatted(field, value);

    Rejected rejected = Outcomes.refused(read(json, UnknownFields.REJECT));

    assertThat(rejected.field()).isEqualTo(field);
    assertThat(rejected.problem())
        .isEqualTo(TEXTS.contains(field) ? "is not a string" : "is not an integer of 32 bits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "200.0", "2e2", "2.00E+2", "20000e-2"})
  void number_isTaken_whenItIsWholeInAnyForm(String number) {
    String json = "{\"response_code\":" + number + "}";

    VisitDraft draft = Outcomes.draft(read(json, UnknownFields.REJECT));

    assertThat(draft.responseCode()).isEqualTo(200);
  }

  @Test
  void number_isRejectedForItsLength_whenItMayBeWholeAllTheSame() {
    String json = "{\"duration_ms\":1." + "0".repeat(60_000) + "}";

    Rejected rejected = Outcomes.refused(read(json, UnknownFields.REJECT));

    assertThat(rejected)
        .isEqualTo(
            new Rejected(
                "duration_ms",
                "has more than 1000 characters",
                "a whole number from 0 to 86400000"));
  }

  @Test
  void longNumber_isPassedOver_whenItsFieldIs() {
    String json = "{\"later\":" + "9".repeat(60_000) + ",\"site\":\"a\"}";

    VisitDraft draft = Outcomes.draft(read(json, UnknownFields.IGNORE));

    assertThat(draft.site()).isEqualTo("a");
  }

  @Test
  void controlCharacter_isNamed_whenItIsU0000() {
    Rejected rejected = Outcomes.refused(read("{\"endpoint\":\"/a\0\"}", UnknownFields.REJECT));

    assertThat(rejected.problem()).isEqualTo("holds the control character U+0000 at byte 15");
  }

  static Stream<String> allFields() {
    return Stream.concat(TEXTS.stream(), NUMBERS.stream());
  }

  @ParameterizedTest
  @MethodSource("allFields")
  void field_isRejected_whenItIsGivenTwice(String field) {
    String value = TEXTS.contains(field) ? "\"a\"" : "1";
    String json = "{\"%s\":%s,\"%s\":%s}".formatted(field, value, field, value);

    Rejected rejected = Outcomes.refused(read(json, UnknownFields.IGNORE));

    assertThat(rejected).isEqualTo(new Rejected(field, "is given twice", "each field once"));
  }

  @Test
  void firstWrongField_isNamed_whenThereAreSeveral() {
    String json = "{\"site\":\"a\",\"method\":1,\"endpoint\":2,\"zzz\":3}";

    Rejected rejected = Outcomes.refused(read(json, UnknownFields.REJECT));

    assertThat(rejected.field()).isEqualTo("method");
  }

  @Test
  void names_countAsUnknown_whenTheirCaseDiffers() {
    Stream<String> names = allFields().map(n -> n.toUpperCase(Locale.ROOT));

    Stream<ReadResult> reads = names.map(n -> read("{\"" + n + "\":null}", UnknownFields.REJECT));

    assertThat(reads).allSatisfy(r -> assertThat(r).isInstanceOf(Rejected.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "1", "\"{}\"", "[]", "[{}]"})
  void value_isRejected_whenItIsNoObject(String json) {
    Rejected rejected = Outcomes.refused(read(json, UnknownFields.IGNORE));

    assertThat(rejected).isEqualTo(new Rejected("body", "is not a JSON object", "a JSON object"));
  }

  private static ReadResult read(String json, UnknownFields unknownFields) {
    return VisitJson.read(json.getBytes(UTF_8), unknownFields);
  }
}
