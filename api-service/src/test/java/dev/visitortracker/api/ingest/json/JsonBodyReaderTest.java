package dev.visitortracker.api.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.VisitRules;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyReaderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  private final JsonBodyReader reader =
      new JsonBodyReader(
          new PlainEvent(
              new VisitRules(
                  Duration.ofDays(365), Duration.ofMinutes(5), InstantSource.fixed(NOW))),
          JsonBodyReader.Shape.EITHER,
          3);

  @Test
  void object_isOneVisit_whenItKeepsTheRules() {
    assertThat(read(GOOD)).isInstanceOf(JsonBody.One.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \r\n\t", "[]", " [ ] "})
  void body_isRefusedAsEmpty_whenItHoldsNoEvent(String body) {
    assertRefused(body, ProblemType.EMPTY_BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[{", "nonsense", "42", "{} {}", "[] []", "[1,", "{\"a\":1}}", "]"})
  void body_isRefusedAsUnreadable_whenItIsNotJson(String body) {
    assertRefused(body, ProblemType.UNREADABLE_BODY);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "endpont,|{\"endpont\":\"/a\"}|",
        "endpoint,|{\"method\":\"GET\",\"response_code\":200}|",
        "response_code,|{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":\"200\"}|",
        "source_ip,|{\"source_ip\":\"x\",\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":1}|"
      })
  void object_isRefusedByField_whenTheFieldBreaksARule(String field, String body) {
    assertThat(read(body))
        .isInstanceOfSatisfying(
            JsonBody.Refused.class,
            refused -> {
              assertThat(refused.problem().type()).isEqualTo(ProblemType.INVALID_EVENT);
              assertThat(refused.problem().members())
                  .containsEntry("field", field)
                  .containsKeys("problem", "allowed");
            });
  }

  @Test
  void array_givesGoodAndBadElements_eachWithItsIndex() {
    assertThat(read("[" + GOOD + ",[{}]," + GOOD + "]"))
        .isInstanceOfSatisfying(
            JsonBody.Many.class,
            many -> {
              assertThat(many.visits()).hasSize(2);
              assertThat(many.rejections()).extracting(Rejection::index).containsExactly(1L);
              assertThat(many.repeated()).isZero();
            });
  }

  @Test
  void array_givesAnIdOnce_whenItHoldsItTwice() {
    String withId = GOOD.replace("{", "{\"id\":\"01KDVDNQ00TVGW6PBZEYS2DQ7M\",");

    assertThat(read("[" + withId + "," + withId + "]"))
        .isInstanceOfSatisfying(
            JsonBody.Many.class,
            many -> {
              assertThat(many.visits()).hasSize(1);
              assertThat(many.repeated()).isEqualTo(1);
              assertThat(many.size()).isEqualTo(2);
            });
  }

  @Test
  void array_isRefused_whenItHoldsTooManyEvents() {
    assertRefused("[1,2,3,4]", ProblemType.TOO_LARGE);
  }

  private void assertRefused(String body, ProblemType type) {
    assertThat(read(body))
        .isInstanceOfSatisfying(
            JsonBody.Refused.class,
            refused -> assertThat(refused.problem().type()).isEqualTo(type));
  }

  private JsonBody read(String body) {
    return reader.read(
        body.getBytes(StandardCharsets.UTF_8),
        Defaults.receivedFrom(InetAddress.getLoopbackAddress(), NOW));
  }
}
