package dev.visitortracker.api.ingest.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogParserTest {
  private static final String START = "192.0.2.7 - - [17/May/2015:10:05:03 +0200] ";

  @Test
  void combinedLine_becomesADraft_withAllItsFields() {
    VisitDraft draft =
        draft(START + "\"GET /a/b?c=d HTTP/1.1\" 200 203023 \"http://x/\" \"Agent 1\"");

    assertThat(draft)
        .isEqualTo(
            new VisitDraft(
                null,
                "2015-05-17T10:05:03+02:00",
                null,
                "192.0.2.7",
                "/a/b",
                "GET",
                200,
                "Agent 1",
                "http://x/",
                null));
  }

  @Test
  void commonLine_becomesADraft_withoutReferrerAndUserAgent() {
    VisitDraft draft = draft(START + "\"HEAD / HTTP/1.0\" 304 -");

    assertThat(draft.userAgent()).isNull();
    assertThat(draft.referrer()).isNull();
    assertThat(draft.responseCode()).isEqualTo(304);
  }

  @Test
  void absentValues_areLeftOut_whenTheyAreWrittenAsMinus() {
    VisitDraft draft = draft(START + "\"GET / HTTP/1.1\" 200 - \"-\" \"-\"");

    assertThat(draft.userAgent()).isNull();
    assertThat(draft.referrer()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "|\"a \\\"b\\\" c\"|; |a \"b\" c|",
        "|\"back\\\\slash\"|; |back\\slash|",
        "|\"\\xd0\\xbf\\xd1\\x80\"|; пр",
        "|\"\\xff\\xfe\"|; |\\xff\\xfe|",
        "|\"tab\\tand\\x00nul\"|; |tab\\tand\\x00nul|",
        "|\"cut off\\|; |cut off\\|",
        "|\"never closed|; never closed"
      })
  void userAgent_isReadAsItWas_whenTheServerEscapedIt(String quoted, String userAgent) {
    VisitDraft draft = draft(START + "\"GET / HTTP/1.1\" 200 1 \"-\" " + quoted);

    assertThat(draft.userAgent()).isEqualTo(userAgent);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /with space HTTP/1.1,/with space",
    "GET /old,/old",
    "OPTIONS * HTTP/1.0,*",
    "GET http://host/path?q HTTP/1.1,http://host/path",
    "GET /?a=b HTTP/2.0,/"
  })
  void endpoint_isTheTargetWithoutQuery_whateverTheRequestLooksLike(
      String request, String endpoint) {
    assertThat(draft(START + '"' + request + "\" 200 1").endpoint()).isEqualTo(endpoint);
  }

  @Test
  void user_mayHoldSpaces_whenTheTimeIsClear() {
    String line =
        "2001:db8::7 ident frank smith [01/Dec/2025:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1";

    assertThat(draft(line).sourceIp()).isEqualTo("2001:db8::7");
    assertThat(draft(line).timestamp()).isEqualTo("2025-12-01T00:00:00+00:00");
  }

  @Test
  void fieldsBehindTheUserAgent_areIgnored_whenTheLogHasMore() {
    VisitDraft draft = draft(START + "\"GET / HTTP/1.1\" 200 1 \"-\" \"Agent\" \"-\" 0.123");

    assertThat(draft.userAgent()).isEqualTo("Agent");
  }

  @Test
  void referrer_isCut_whenItIsLongerThanAVisitMayHave() {
    VisitDraft draft = draft(START + "\"GET / HTTP/1.1\" 200 1 \"" + "r".repeat(600) + "\" \"-\"");

    assertThat(draft.referrer()).hasSize(512).endsWith("…");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "timestamp; |192.0.2.7 - -|",
        "timestamp; |192.0.2.7 - - [17/May/2015] \"GET / HTTP/1.1\" 200 1|",
        "endpoint; |192.0.2.7 - - [17/May/2015:10:05:03 +0000]|",
        "endpoint; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"-\" 408 -|",
        "endpoint; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"\\x16\\x03\\x01\" 400 226|",
        "endpoint; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1|",
        "response_code; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" abc 1|",
        "response_code; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\"|"
      })
  void line_isRejectedByField_whenTheFieldCannotBeFound(String field, String line) {
    assertThat(AccessLogParser.parse(line))
        .isInstanceOfSatisfying(Rejected.class, why -> assertThat(why.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" ", "[", "\"", "]", "[]", "x [", "a b c [17/May/2015:10:05:03 +0000] \"\\"})
  void line_isRejected_whenItIsNoLogLineAtAll(String line) {
    assertThat(AccessLogParser.parse(line)).isInstanceOf(Rejected.class);
  }

  private static VisitDraft draft(String line) {
    return (VisitDraft) AccessLogParser.parse(line);
  }
}
