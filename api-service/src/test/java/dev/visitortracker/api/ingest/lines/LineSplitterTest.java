package dev.visitortracker.api.ingest.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static final String BODY = "one\r\ntwo\n\n \nthree\n0123456789x\nfour";

  @Test
  void lines_areTheSame_whereverTheBodyIsCut() {
    List<String> whole = split(BODY, BODY.length());

    for (int first = 0; first <= BODY.length(); first++) {
      for (int second = first; second <= BODY.length(); second++) {
        assertThat(split(BODY, first, second))
            .as("cut at %d and %d", first, second)
            .isEqualTo(whole);
      }
    }
    assertThat(whole).containsExactly("1:one", "2:two", "5:three", "6:too long", "7:four");
  }

  @Test
  void line_isTaken_whenItHasExactlyTheLimitBeforeCrLf() {
    String body = "0123456789\r\nnext\n";

    for (int cut = 0; cut <= body.length(); cut++) {
      assertThat(split(body, cut, body.length())).containsExactly("1:0123456789", "2:next");
    }
  }

  @Test
  void lineThatNeverEnds_isOneRejection_howeverLongItGets() {
    var splitter = new LineSplitter(10, 5);

    for (int i = 0; i < 100; i++) {
      assertThat(splitter.feed(new byte[1_000])).isEmpty();
    }

    assertThat(splitter.end()).containsExactly(new Line.TooLong(5));
  }

  @Test
  void body_hasNoLines_whenItIsEmpty() {
    var splitter = new LineSplitter(10, 1);

    assertThat(splitter.feed(new byte[0])).isEmpty();
    assertThat(splitter.end()).isEmpty();
    assertThat(splitter.lastLine()).isZero();
  }

  private static List<String> split(String body, int... cuts) {
    var splitter = new LineSplitter(10, 1);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    List<Line> lines = new ArrayList<>();
    int start = 0;
    for (int cut : cuts) {
      lines.addAll(splitter.feed(Arrays.copyOfRange(bytes, start, cut)));
      start = cut;
    }
    lines.addAll(splitter.feed(Arrays.copyOfRange(bytes, start, bytes.length)));
    lines.addAll(splitter.end());
    return lines.stream().map(LineSplitterTest::text).toList();
  }

  private static String text(Line line) {
    return switch (line) {
      case Line.Whole whole ->
          whole.number()
              + ":"
              + new String(whole.bytes(), whole.offset(), whole.length(), StandardCharsets.UTF_8);
      case Line.TooLong tooLong -> tooLong.number() + ":too long";
    };
  }
}
