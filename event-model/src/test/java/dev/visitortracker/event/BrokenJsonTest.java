package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenJsonTest {
  private static final byte[] VALID =
      """
      {"id":"01A8Z2KBFRDV7V7ZWTTJQY1V8Q","site":"a.b","source_ip":"::1","endpoint":"/\u00e9\u2026\
      \ud83d\ude00\\ud83d\\ude00\\n\\"","method":"GET","response_code":200,"duration_ms":-12,\
      "extra":[{"a":[1.5e3,true,false,null,"\u00e9"]}]}\
      """
          .getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource
  void json_isRejected_whenCutAnywhere(UnknownFields unknownFields) {
    for (int length = 0; length < VALID.length; length++) {
      byte[] cut = Arrays.copyOf(VALID, length);

      Rejected rejected = Outcomes.refused(VisitJson.read(cut, unknownFields));

      assertThat(rejected.field()).as("cut at %s", length).isEqualTo("body");
    }
  }

  @Test
  void visit_isRejected_whenCutAnywhere() {
    Seeded.repeat(
        50,
        random -> {
          byte[] json = VisitJson.write(Visits.any(random));

          for (int length = 0; length < json.length; length++) {
            ReadResult read = VisitJson.read(json, 0, length, UnknownFields.REJECT);

            assertThat(read).as("cut at %s", length).isInstanceOf(Rejected.class);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe", "80", "c3", "e282", "f09f98", "f8888080", "00", "1f"})
  void json_isRejected_whenBytesThatAreNoCharacterStandAnywhere(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    for (int position = 0; position <= VALID.length; position++) {
      byte[] json = insert(VALID, position, bytes);
      ReadResult read = VisitJson.read(json, UnknownFields.IGNORE);

      assertThat(read).as("%s at %s", hex, position).isInstanceOf(Rejected.class);
    }
  }

  @Test
  void json_isRejected_whenAByteThatNoUtf8HoldsStandsInAText() {
    byte[] byteFf = {(byte) 0xff};
    int start = new String(VALID, ISO_8859_1).indexOf("\"/") + 1;
    int end = new String(VALID, ISO_8859_1).indexOf("\",\"method");

    for (int position = start; position <= end; position++) {
      ReadResult read = VisitJson.read(insert(VALID, position, byteFf), UnknownFields.IGNORE);

      assertThat(read).as("at %s", position).isInstanceOf(Rejected.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{} x",
        "{}x",
        "{}}",
        "{}]",
        "{},",
        "{}{}",
        "{} {}",
        "{} null",
        "{}\u00e9",
        "{}\"",
        "{}0"
      })
  void json_isRejected_whenSomethingFollowsTheObject(String json) {
    Rejected rejected = read(json);

    assertThat(rejected.field()).isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":0x1}",
        "{\"a\":-}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":undefined}",
        "{\"a\":True}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"line\nbreak\"}",
        "{\"a\":\"tab\t\"}",
        "{\"a\":1}//",
        "{/**/}",
        "{#\n}",
        "{\"a\":[1,]}",
        "{\"a\":[}",
        "{\"a\":{]}"
      })
  void json_isRejected_whenItBreaksTheGrammar(String json) {
    Rejected rejected = read(json);

    assertThat(rejected.field()).isEqualTo("body");
    assertThat(rejected.problem()).matches("is not valid JSON at byte [0-9]+");
    assertThat(rejected.allowed()).isEqualTo("JSON in UTF-8 as in RFC 8259");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\r\n\t "})
  void body_isCalledEmpty_whenNothingStandsInIt(String json) {
    Rejected rejected = read(json);

    assertThat(rejected).isEqualTo(new Rejected("body", "is empty", "a JSON object"));
  }

  @Test
  void problem_namesTheByteWithinThePart_whenThePartStandsBehindOtherBytes() {
    byte[] bytes = "[{}, {\"a\":tru}]".getBytes(UTF_8);

    ReadResult read = VisitJson.read(bytes, 5, 9, UnknownFields.IGNORE);

    assertThat(Outcomes.refused(read).problem()).contains("at byte 5");
  }

  private static byte[] insert(byte[] json, int position, byte[] bytes) {
    byte[] longer = Arrays.copyOf(json, json.length + bytes.length);
    System.arraycopy(bytes, 0, longer, position, bytes.length);
    System.arraycopy(json, position, longer, position + bytes.length, json.length - position);
    return longer;
  }

  private static Rejected read(String json) {
    return Outcomes.refused(VisitJson.read(json.getBytes(UTF_8), UnknownFields.IGNORE));
  }
}
