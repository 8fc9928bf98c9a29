package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Elements of an array are read one by one with the parser that the caller holds. */
class VisitJsonArrayTest {
  private static final List<String> BAD =
      List.of(
          "1",
          "null",
          "\"text\"",
          "[]",
          "[{\"site\":\"inner\"},[2]]",
          "{\"unknown\":{\"site\":[1,{}]},\"site\":\"x\"}",
          "{\"site\":{\"site\":[\"x\"]}}",
          "{\"site\":\"x\",\"site\":[[]]}",
          "{\"response_code\":[1,2]}",
          "{\"response_code\":99999999999999999999}",
          "{\"id\":true,\"unknown\":[]}");

  @Test
  void goodElements_areAllRead_whenBadOnesStandBetween() {
    StringBuilder json = new StringBuilder("[{\"site\":\"s0\"}");
    for (int i = 0; i < BAD.size(); i++) {
      json.append(",").append(BAD.get(i)).append(",{\"site\":\"s").append(i + 1).append("\"}");
    }
    json.append("]");

    List<ReadResult> reads = readAll(json.toString());

    assertThat(reads).hasSize(2 * BAD.size() + 1);
    for (int i = 0; i < reads.size(); i++) {
      if (i % 2 == 0) {
        assertThat(Outcomes.draft(reads.get(i)).site()).isEqualTo("s" + i / 2);
      } else {
        assertThat(reads.get(i)).as(BAD.get(i / 2)).isInstanceOf(Rejected.class);
      }
    }
  }

  @Test
  void elements_areReadInOrder_whenMixedAtRandom() {
    Seeded.repeat(
        300,
        random -> {
          List<String> elements = new ArrayList<>();
          List<Boolean> good = new ArrayList<>();
          for (int left = random.nextInt(30); left > 0; left--) {
            boolean isGood = random.nextBoolean();
            good.add(isGood);
            elements.add(
                isGood
                    ? new String(VisitJson.write(Visits.any(random)), UTF_8)
                    : BAD.get(random.nextInt(BAD.size())));
          }

          List<ReadResult> reads = readAll("[" + String.join(" ,\n", elements) + "]");

          assertThat(reads.stream().map(VisitDraft.class::isInstance).toList()).isEqualTo(good);
        });
  }

  @Test
  void array_givesNothing_whenEmpty() {
    List<ReadResult> reads = readAll(" [ ] ");

    assertThat(reads).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{},{\"site\":tru}]", "[{} {}]", "[{},]"})
  void reading_throwsOnlyForBrokenJson_whenArrayIsBroken(String json) {
    assertThatThrownBy(() -> readAll(json))
        .isInstanceOfSatisfying(
            JacksonException.class,
            broken ->
                assertThat(VisitJson.notJson(broken).problem())
                    .startsWith("is not valid JSON at byte "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[{},{\"site\":", "[{},{\"site\":\"a", "[{}"})
  void reading_throwsAsCutOff_whenTheArrayEndsInTheMiddle(String json) {
    assertThatThrownBy(() -> readAll(json))
        .isInstanceOfSatisfying(
            JacksonException.class,
            broken ->
                assertThat(VisitJson.notJson(broken).problem())
                    .isEqualTo("ends in the middle of its JSON"));
  }

  private static List<ReadResult> readAll(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    List<ReadResult> reads = new ArrayList<>();
    try (JsonParser parser = VisitJson.parser(bytes, 0, bytes.length)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        reads.add(VisitJson.read(parser, UnknownFields.REJECT));
      }
      assertThat(parser.nextToken()).isNull();
    }
    return reads;
  }
}
