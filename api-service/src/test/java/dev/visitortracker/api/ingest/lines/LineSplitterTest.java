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
    assertThat(whole).containsExactly("1:one", "2:two", "5:three", "6:too long", "7:four?");
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
    var splitter = new LineSplitter(10, 5, LineEnds.LF);

    for (int i = 0; i < 100; i++) {
      assertThat(splitter.feed("x".repeat(1_000).getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    assertThat(splitter.end()).containsExactly(new Line.TooLong(5));
  }

  @Test
  void body_hasNoLines_whenItIsEmpty() {
    var splitter = new LineSplitter(10, 1, LineEnds.LF);

    assertThat(splitter.feed(new byte[0])).isEmpty();
    assertThat(splitter.end()).isEmpty();
    assertThat(splitter.lastLine()).isZero();
  }

  @Test
  void lines_areTheSame_whereverABodyWithLoneCrsIsCut() {
    String body = "a\rb\r\nc\r\r\nd\r\re\n0123456789x\rf\r";

    for (int first = 0; first <= body.length(); first++) {
      for (int second = first; second <= body.length(); second++) {
        assertThat(split(LineEnds.LF_OR_CR, body, first, second))
            .as("cut at %d and %d", first, second)
            .containsExactly("1:a", "2:b", "3:c\r", "4:d", "6:e", "7:too long", "8:f");
      }
    }
  }

  @Test
  void nuls_arePassedOver_whenTheyStandBeforeALine() {
    String body = "\0\0\0\0\0\0\0\0\0\0\0\0a\n\0b\n\0\0\nc\0d\n\0\0";

    for (int cut = 0; cut <= body.length(); cut++) {
      assertThat(split(body, cut)).containsExactly("1:a", "2:b", "4:c\0d");
    }
  }

  private static List<String> split(String body, int... cuts) {
    return split(LineEnds.LF, body, cuts);
  }

  private static List<String> split(LineEnds ends, String body, int... cuts) {
    var splitter = new LineSplitter(10, 1, ends);
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
      case Line.Unended last -> text(last.text()) + "?";
      case Line.TooLong tooLong -> tooLong.number() + ":too long";
    };
  }
}
