package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
  static String[] beyondLimits() {
    return new String[] {
      "[".repeat(100_000),
      "{\"a\":".repeat(100_000),
      "{\"a\":" + "[".repeat(501) + "]".repeat(501) + "}",
      "{\"" + "n".repeat(1_100) + "\":1}",
      "{\"" + "n".repeat(1_000_000) + "\":1}"
    };
  }

  @ParameterizedTest
  @MethodSource("beyondLimits")
  void json_isRejected_whenItExceedsALimitOfTheParser(String json) {
    ReadResult read = VisitJson.read(json.getBytes(UTF_8), UnknownFields.IGNORE);

    assertThat(Outcomes.refused(read).problem())
        .isEqualTo("is nested too deep or holds a name that is too long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c0af",
        "c181",
        "c080",
        "e080af",
        "eda080",
        "eda0bdedb880",
        "f08080af",
        "f4908080",
        "f7bfbfbf",
        "ff"
      })
  void json_isRejected_whenItsUtf8IsIllFormed(String hex) {
    for (String json : new String[] {"{\"endpoint\":\"/~\"}", "{\"~id\":\"a\"}", "{\"a\":\"~\"}"}) {
      byte[] start = json.substring(0, json.indexOf('~')).getBytes(UTF_8);
      byte[] bad = HexFormat.of().parseHex(hex);
      byte[] end = json.substring(json.indexOf('~') + 1).getBytes(UTF_8);
      byte[] all = Arrays.copyOf(start, start.length + bad.length + end.length);
      System.arraycopy(bad, 0, all, start.length, bad.length);
      System.arraycopy(end, 0, all, start.length + bad.length, end.length);

      ReadResult read = VisitJson.read(all, UnknownFields.IGNORE);

      assertThat(read).as(json).isInstanceOf(Rejected.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
  void json_isRejected_whenItIsNotUtf8(String charset) {
    byte[] json = "{\"site\":\"a\"}".getBytes(Charset.forName(charset));

    ReadResult read = VisitJson.read(json, UnknownFields.REJECT);

    assertThat(read).isInstanceOf(Rejected.class);
  }

  @Test
  void field_isRejected_whenGivenTwiceAndFirstNull() {
    byte[] json = "{\"site\":null,\"site\":\"a\"}".getBytes(UTF_8);

    ReadResult read = VisitJson.read(json, UnknownFields.REJECT);

    assertThat(Outcomes.refused(read).problem()).isEqualTo("is given twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a\\nb", "\\u007f", ""})
  void unknownField_isNotRepeated_whenItCannotBeShown(String name) {
    String json = "{\"%s\":1}".formatted(name);

    ReadResult read = VisitJson.read(json.getBytes(UTF_8), UnknownFields.REJECT);

    assertThat(Outcomes.refused(read).field()).isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+002015-05-17T10:05Z",
        "+002015-05-17T10:05:03Z",
        "+123456-05-17T10:05Z",
        "-002015-05-17T10:05:03Z",
        "2015-05-17T10:05:03+02",
        "2015-05-17T10:05:03+02:00:30",
        "2015-05-17T10:05:03.Z",
        "2015-05-17T10:05:031Z"
      })
  void text_isRefused_whenItIsNoRfc3339DateTime(String text) {
    assertThat(Timestamps.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 9, 10, 30})
  void digitsBeyondTheMillisecond_areDropped_whenFractionIsLong(int digits) {
    String text = "2015-05-17T10:05:03." + "0".repeat(digits) + "Z";

    assertThat(Timestamps.parse(text)).isEqualTo(1_431_857_103_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:010.1.1.1", "::ffff:1.2.3.04", "::010.1.1.1"})
  void text_isRefused_whenItIsAlmostIpv6(String text) {
    assertThat(Addresses.parse(text)).isNull();
  }

  @Test
  void visit_isReadable_whenTheCallersAddressHasAZone() throws UnknownHostException {
    InetAddress caller =
        Inet6Address.getByAddress(null, InetAddress.ofLiteral("fe80::1").getAddress(), 3);
    Defaults defaults = Defaults.receivedFrom(caller, Visits.NOW);

    Visit visit =
        Outcomes.accepted(Visits.RULES.check(Drafts.valid().sourceIp(null).build(), defaults));
    ReadResult read = VisitJson.read(VisitJson.write(visit), UnknownFields.IGNORE);

    assertThat(Outcomes.draft(read).sourceIp()).isEqualTo("fe80:0:0:0:0:0:0:1");
  }

  @Test
  void everyTimeOfRfc3339_isTaken_whenTheWindowIsEndless() {
    VisitRules rules =
        new VisitRules(
            ChronoUnit.FOREVER.getDuration(),
            ChronoUnit.FOREVER.getDuration(),
            InstantSource.fixed(Visits.NOW));

    for (String time : new String[] {"1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"}) {
      CheckResult checked = rules.check(Drafts.valid().timestamp(time).build(), Defaults.NONE);

      assertThat(Timestamps.format(Outcomes.accepted(checked).timestampMillis())).isEqualTo(time);
    }
    CheckResult tooLarge =
        rules.check(
            Drafts.valid().timestamp(null).id("7ZZZZZZZZZZZZZZZZZZZZZZZZZ").build(), Defaults.NONE);
    assertThat(Outcomes.rejected(tooLarge).problem()).isEqualTo("lies in the future");
  }
}
