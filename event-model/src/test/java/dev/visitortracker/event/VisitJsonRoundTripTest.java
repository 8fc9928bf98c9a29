package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.VisitJson.UnknownFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VisitJsonRoundTripTest {
  @ParameterizedTest
  @EnumSource
  void visit_isTheSame_whenWrittenReadAndChecked(UnknownFields unknownFields) {
    Seeded.repeat(
        5_000,
        random -> {
          Visit visit = Visits.any(random);

          ReadResult read = VisitJson.read(VisitJson.write(visit), unknownFields);
          CheckResult checked = Visits.ANY_TIME.check(Outcomes.draft(read), Defaults.NONE);

          assertThat(Outcomes.accepted(checked)).isEqualTo(visit);
        });
  }

  @Test
  void json_isTheSame_whenWrittenTwice() {
    Seeded.repeat(
        1_000,
        random -> {
          Visit visit = Visits.any(random);

          byte[] first = VisitJson.write(visit);
          VisitDraft draft = Outcomes.draft(VisitJson.read(first, UnknownFields.REJECT));
          Visit again = Outcomes.accepted(Visits.ANY_TIME.check(draft, Defaults.NONE));

          assertThat(VisitJson.write(again)).isEqualTo(first);
        });
  }

  @Test
  void json_isWellFormedUtf8WithoutControlCharacters_whenWritten() {
    Seeded.repeat(
        1_000,
        random -> {
          Visit visit = Visits.any(random);

          byte[] json = VisitJson.write(visit);

          String text = new String(json, UTF_8);
          assertThat(text.getBytes(UTF_8)).isEqualTo(json);
          assertThat(text.chars()).allMatch(c -> c >= ' ');
        });
  }

  @Test
  void part_isReadAlone_whenOtherBytesStandAround() {
    Seeded.repeat(
        1_000,
        random -> {
          byte[] json = VisitJson.write(Visits.any(random));
          byte[] buffer = new byte[json.length + random.nextInt(20)];
          random.nextBytes(buffer);
          int offset = random.nextInt(buffer.length - json.length + 1);
          System.arraycopy(json, 0, buffer, offset, json.length);

          ReadResult part = VisitJson.read(buffer, offset, json.length, UnknownFields.REJECT);

          assertThat(part).isEqualTo(VisitJson.read(json, UnknownFields.REJECT));
        });
  }
}
