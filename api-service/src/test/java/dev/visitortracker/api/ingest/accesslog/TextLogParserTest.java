package dev.visitortracker.api.ingest.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitDraft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextLogParserTest {
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

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "timestamp; |192.0.2.7 - -|",
        "timestamp; |192.0.2.7 - - [17/May/2015] \"GET / HTTP/1.1\" 200 1|",
        "endpoint; |192.0.2.7 - - [17/May/2015:10:05:03 +0000]|",
        "endpoint; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1|",
        "response_code; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" abc 1|",
        "response_code; |192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\"|"
      })
  void line_isRejectedByField_whenTheFieldCannotBeFound(String field, String line) {
    assertThat(new TextLogParser(LogFormat.AUTO).parse(line))
        .isInstanceOfSatisfying(Rejected.class, why -> assertThat(why.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" ", "[", "\"", "]", "[]", "x [", "a b c [17/May/2015:10:05:03 +0000] \"\\"})
  void line_isRejected_whenItIsNoLogLineAtAll(String line) {
    assertThat(new TextLogParser(LogFormat.AUTO).parse(line)).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "-",
        "|\\x16\\x03\\x01\\x02|",
        "GET",
        "||",
        "|GET  HTTP/1.1|",
        "|GET HTTP/1.1|",
        "|quit\\n now|"
      })
  void request_isUnreadable_whenTheServerCouldNotReadIt(String request) {
    VisitDraft draft = draft(START + '"' + request + "\" 400 226 \"-\" \"-\"");

    assertThat(draft.endpoint()).isNull();
    assertThat(draft.method()).isNull();
    assertThat(draft.responseCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "192.0.2.1 - -; 192.0.2.1",
        "192.0.2.1:53211 - -; 192.0.2.1",
        "[2001:db8::7]:443 - -; 2001:db8::7",
        "fe80::1%enp0s8 - -; fe80::1%enp0s8",
        "|203.0.113.7, 10.0.0.1, 10.0.0.2 - -|; 203.0.113.7",
        "|203.0.113.7,10.0.0.1 - -|; 203.0.113.7",
        "|unknown, 203.0.113.7 - -|; 203.0.113.7",
        "shop.example:443 192.0.2.1 - frank; 192.0.2.1",
        "shop.example 2001:db8::7 - -; 2001:db8::7",
        "host.example - 192.0.2.9; host.example",
        "192.0.2.1 - [192.0.2.1] - -; 192.0.2.1"
      })
  void client_isFound_whateverStandsAroundIt(String fields, String client) {
    VisitDraft draft = draft(fields + " [17/May/2015:10:05:03 +0200] \"GET / HTTP/1.1\" 200 1");

    assertThat(draft.sourceIp()).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource({
    "VHOST_COMBINED, 192.0.2.1 192.0.2.2 - -, 192.0.2.2",
    "X_FORWARDED_FOR, 192.0.2.1 192.0.2.2 - -, 192.0.2.1",
    "IP_PORT, 192.0.2.1:1 192.0.2.2 - -, 192.0.2.1"
  })
  void client_isWhereTheFormatHasIt_whenItIsNamed(LogFormat format, String fields, String client) {
    String line = fields + " [17/May/2015:10:05:03 +0200] \"GET / HTTP/1.1\" 200 1";

    VisitDraft draft = (VisitDraft) new TextLogParser(format).parse(line);

    assertThat(draft.sourceIp()).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "|140 0.000 \"http://r/\" \"UA\"|; 0",
        "|140 \"http://r/\" \"UA\" 443 0.001 [ns-svc-80] 10.0.0.1:80 1 0.009 200|; 1",
        "|140 \"http://r/\" \"UA\" \"-\" rt=1.250 uct=\"0.001\"|; 1250",
        "|140 \"http://r/\" \"UA\" 17 \"web@docker\" \"http://10.0.0.2:80\" 12ms|; 12",
        "|140 \"http://r/\" \"UA\" \"2.45\"|; ",
        "|140 \"http://r/\" \"UA\"|; "
      })
  void duration_isTaken_whenTheLogHasIt(String rest, Integer millis) {
    VisitDraft draft = draft(START + "\"GET / HTTP/1.1\" 200 " + rest);

    assertThat(draft.durationMillis()).isEqualTo(millis);
    assertThat(draft.referrer()).isEqualTo("http://r/");
    assertThat(draft.userAgent()).isEqualTo("UA");
  }

  @ParameterizedTest
  @CsvSource({
    "17/may/2015:10:05:03 +0200, 2015-05-17T10:05:03+02:00",
    "2015-05-17T10:05:03+02:00, 2015-05-17T10:05:03+02:00",
    "31/Dec/2016:23:59:60 +0000, 2016-12-31T23:59:60+00:00"
  })
  void time_isRead_inEveryForm(String time, String timestamp) {
    VisitDraft draft = draft("192.0.2.1 - - [" + time + "] \"GET / HTTP/1.1\" 200 1");

    assertThat(draft.timestamp()).isEqualTo(timestamp);
  }

  @ParameterizedTest
  @CsvSource({"17/May/2015:10:05:03 Z", "17/Mai/2015:10:05:03 +0000", "17/May/2015"})
  void reason_isNotThatItIsMissing_whenATimeIsThere(String time) {
    String line = "192.0.2.1 - - [" + time + "] \"GET / HTTP/1.1\" 200 1";

    ReadResult read = new TextLogParser(LogFormat.AUTO).parse(line);

    assertThat(read)
        .isEqualTo(
            new Rejected(
                "timestamp",
                "is not a time of an access log",
                "a time like [17/May/2015:10:05:03 +0000]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[", "\"", "\\", " ", "[17/May/2015:10:05:03 +0200]", "[0000-00-00T", "1,"})
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void longLine_isReadInLinearTime_whateverItRepeats(String part) {
    String line = part.repeat(1_000_000 / part.length());

    assertThat(new TextLogParser(LogFormat.AUTO).parse(line)).isInstanceOf(Rejected.class);
    assertThat(new TextLogParser(LogFormat.AUTO).parse(START + "\"GET / HTTP/1.1\" 200 " + line))
        .isInstanceOf(VisitDraft.class);
  }

  private static VisitDraft draft(String line) {
    return (VisitDraft) new TextLogParser(LogFormat.AUTO).parse(line);
  }
}
