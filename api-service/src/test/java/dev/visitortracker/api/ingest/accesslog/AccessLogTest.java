package dev.visitortracker.api.ingest.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.ingest.lines.Line;
import dev.visitortracker.api.ingest.lines.LineResult;
import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitRules;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole logs, as each server writes them. */
class AccessLogTest {
  private static final String COMBINED =
      "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1 \"-\" \"UA\"";

  private static final String CADDY =
      """
      {"level":"info","ts":1646861401.5241024,"logger":"http.log.access","msg":"handled request",\
      "request":{"remote_ip":"10.0.0.1","remote_port":"41342","client_ip":"192.0.2.7",\
      "proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/a?b=c",\
      "headers":{"User-Agent":["curl/7.82.0"],"Referer":["http://r/"],"Accept":["*/*"]},\
      "tls":{"resumed":false}},"bytes_read":0,"user_id":"","duration":0.0129675,"size":10900,\
      "status":200,"resp_headers":{"Server":["Caddy"]}}\
      """;

  private static final String TRAEFIK =
      """
      {"ClientAddr":"192.0.2.7:52312","ClientHost":"192.0.2.7","DownstreamStatus":404,\
      "Duration":12345678,"RequestMethod":"GET","RequestPath":"/a?b=c","StartUTC":\
      "2022-03-09T21:30:01.524102400Z","level":"info","request_Referer":"http://r/",\
      "request_User-Agent":"curl/7.82.0","time":"2022-03-09T21:30:02Z"}\
      """;

  private static final List<String> IIS =
      List.of(
          "#Software: Microsoft Internet Information Services 10.0",
          "#Version: 1.0",
          "#Date: 2022-03-09 21:30:01",
          "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
              + " cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken",
          "2022-03-09 21:30:01 10.0.0.1 GET /a b=c 443 - 192.0.2.7 Mozilla/5.0+(X11) http://r/ 200"
              + " 0 0 31",
          "2022-03-09 21:30:02 10.0.0.1 - - - 443 - 192.0.2.7 - - 400 0 0 0");

  private static final List<String> CLOUD_FRONT =
      List.of(
          "#Version: 1.0",
          "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem"
              + " sc-status cs(Referer) cs(User-Agent) cs-uri-query time-taken",
          "2022-03-09\t21:30:01\tLHR62-C2\t2390\t2001:db8::7\tGET\td.example\t/a\t200\t-\t"
              + "Mozilla/5.0%20(X11)\t-\t0.031");

  private static final String ALB =
      "https 2022-03-09T21:30:01.524102Z app/my-lb/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80"
          + " 0.001 0.020 0.010 200 200 34 366 \"GET https://www.example.com:443/a?b=c HTTP/1.1\""
          + " \"curl/7.46.0\" ECDHE-RSA TLSv1.2 arn:aws:x \"Root=1\" \"-\" \"-\" 0"
          + " 2022-03-09T21:30:01.490000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\""
          + " \"-\"";

  private final VisitRules rules =
      new VisitRules(
          Duration.ofDays(7305),
          Duration.ofMinutes(5),
          InstantSource.fixed(Instant.parse("2026-11-30T00:00:00Z")));

  @Test
  void caddy_isRecognised_withDurationAndReferrer() {
    Visit visit = visits(LogFormat.AUTO, List.of(CADDY)).getFirst();

    assertRequest(visit, 200, 13);
    assertThat(visit.referrer()).isEqualTo("http://r/");
    assertThat(visit.timestamp()).isEqualTo(Instant.parse("2022-03-09T21:30:01.524Z"));
  }

  @Test
  void traefik_isRecognised_withDurationAndReferrer() {
    Visit visit = visits(LogFormat.AUTO, List.of(TRAEFIK)).getFirst();

    assertRequest(visit, 404, 12);
    assertThat(visit.referrer()).isEqualTo("http://r/");
    assertThat(visit.timestamp()).isEqualTo(Instant.parse("2022-03-09T21:30:01.524Z"));
  }

  @Test
  void iis_isRecognised_andItsCommentsAreNoEvents() {
    List<Visit> visits = visits(LogFormat.AUTO, IIS);

    assertThat(visits).hasSize(2);
    assertRequest(visits.getFirst(), 200, 31);
    assertThat(visits.getFirst().userAgent()).isEqualTo("Mozilla/5.0 (X11)");
    assertThat(visits.getLast().endpoint()).isEqualTo("-");
    assertThat(visits.getLast().responseCode()).isEqualTo(400);
  }

  @Test
  void cloudFront_isRecognised_withSecondsAndEncodedTexts() {
    Visit visit = visits(LogFormat.AUTO, CLOUD_FRONT).getFirst();

    assertThat(visit.sourceIp().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(visit.durationMillis()).isEqualTo(31);
    assertThat(visit.userAgent()).isEqualTo("Mozilla/5.0 (X11)");
  }

  @Test
  void alb_isRecognised_withTheSumOfItsTimes() {
    Visit visit = visits(LogFormat.AUTO, List.of(ALB)).getFirst();

    assertRequest(visit, 200, 31);
    assertThat(visit.userAgent()).isEqualTo("curl/7.46.0");
  }

  @Test
  void lineOfAnotherFormat_isRejected_onceTheFormatIsSettled() {
    AccessLog log = new AccessLog(rules, LogFormat.AUTO);
    checked(log, 1, COMBINED.getBytes(UTF_8));

    CheckResult second = checked(log, 2, CADDY.getBytes(UTF_8));

    assertThat(second).isInstanceOf(Rejected.class);
  }

  @Test
  void format_isRecognisedLater_whenTheFirstLineIsCutOff() {
    AccessLog log = new AccessLog(rules, LogFormat.AUTO);
    CheckResult first = checked(log, 1, "ser-Agent\":[\"x\"]}}".getBytes(UTF_8));

    CheckResult second = checked(log, 2, CADDY.getBytes(UTF_8));

    assertThat(first).isInstanceOf(Rejected.class);
    assertThat(second).isInstanceOf(CheckResult.Valid.class);
  }

  @Test
  void line_isRejectedWithAHint_whenNoFieldsLineCameBefore() {
    CheckResult checked =
        checked(new AccessLog(rules, LogFormat.W3C), 7, IIS.get(4).getBytes(UTF_8));

    assertThat(checked)
        .isInstanceOfSatisfying(
            Rejected.class,
            why -> assertThat(why.problem()).isEqualTo("is a line before any #Fields line"));
  }

  @Test
  void line_isTaken_whenAByteOrderMarkStandsBeforeIt() {
    Visit plain = visits(LogFormat.AUTO, List.of(COMBINED)).getFirst();

    Visit marked = visits(LogFormat.AUTO, List.of('\ufeff' + COMBINED)).getFirst();

    assertThat(marked).isEqualTo(plain);
  }

  @Test
  void line_isTaken_whenItsBytesAreNoUtf8() {
    byte[] latin1 = COMBINED.replace("UA", "\u00e9").getBytes(ISO_8859_1);

    CheckResult checked = checked(new AccessLog(rules, LogFormat.AUTO), 1, latin1);

    assertThat(checked)
        .isInstanceOfSatisfying(
            CheckResult.Valid.class,
            valid -> assertThat(valid.visit().userAgent()).isEqualTo("\ufffd"));
  }

  @Test
  void request_isCountedAsUnreadable_whenItWasNone() {
    Visit visit =
        visits(LogFormat.AUTO, List.of(COMBINED.replace("GET /a HTTP/1.1\" 200", "-\" 408")))
            .getFirst();

    assertThat(visit.endpoint()).isEqualTo("-");
    assertThat(visit.method()).isEqualTo("-");
    assertThat(visit.responseCode()).isEqualTo(408);
  }

  /**
   * The id of an imported line must never change: importing the file again would count it twice.
   */
  @Test
  void id_isThatOfNumberAndText() {
    Visit visit = visits(LogFormat.AUTO, List.of(COMBINED)).getFirst();

    assertThat(visit.id()).hasToString("019NGNB04RC5P0WNT7WB5Z1WP9");
  }

  @Test
  void reason_hasTheFormOfALog_whenADayDoesNotExist() {
    CheckResult checked =
        checked(
            new AccessLog(rules, LogFormat.AUTO),
            1,
            COMBINED.replace("17/May", "31/Feb").getBytes(UTF_8));

    assertThat(checked)
        .isInstanceOfSatisfying(
            Rejected.class,
            why -> assertThat(why.allowed()).isEqualTo("a time like [17/May/2015:10:05:03 +0000]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{}", "{\"ts\":1}", "{\"request\":1}", "null", "{\"a\":1}{"})
  void jsonLine_isRejected_whenItTellsOfNoRequest(String line) {
    CheckResult checked = checked(new AccessLog(rules, LogFormat.CADDY), 1, line.getBytes(UTF_8));

    assertThat(checked).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1e999999999", "1e-999999999", "99999999999999999999", "\"x\""})
  void jsonTime_isRejected_whenItIsNone(String time) {
    String line = CADDY.replace("1646861401.5241024", time);

    CheckResult checked = checked(new AccessLog(rules, LogFormat.AUTO), 1, line.getBytes(UTF_8));

    assertThat(checked)
        .isInstanceOfSatisfying(
            Rejected.class, why -> assertThat(why.field()).isEqualTo("timestamp"));
  }

  private static void assertRequest(Visit visit, int status, int durationMillis) {
    assertThat(visit.sourceIp().getHostAddress()).isEqualTo("192.0.2.7");
    assertThat(visit.endpoint()).isEqualTo("/a");
    assertThat(visit.method()).isEqualTo("GET");
    assertThat(visit.responseCode()).isEqualTo(status);
    assertThat(visit.durationMillis()).isEqualTo(durationMillis);
  }

  private List<Visit> visits(LogFormat format, List<String> lines) {
    AccessLog log = new AccessLog(rules, format);
    List<Visit> visits = new ArrayList<>();
    for (String line : lines) {
      if (result(log, visits.size() + 1, line.getBytes(UTF_8)) instanceof LineResult.Event event) {
        visits.add(((CheckResult.Valid) event.checked()).visit());
      }
    }
    return visits;
  }

  private static CheckResult checked(AccessLog log, long number, byte[] line) {
    return ((LineResult.Event) result(log, number, line)).checked();
  }

  private static LineResult result(AccessLog log, long number, byte[] line) {
    return log.check(new Line.Whole(number, line, 0, line.length), Defaults.NONE);
  }
}
