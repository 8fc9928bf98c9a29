package dev.visitortracker.api.ingest.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.ingest.json.JsonBody;
import dev.visitortracker.api.ingest.json.JsonBodyReader;
import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.event.VisitRules;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TIME = "2025-12-31T10:05:03.000Z";
  private static final String DATA =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String GOOD =
      "{'specversion':'1.0','id':'7','source':'/shop','type':'visit','time':'"
          + TIME
          + "','data':D}";

  private final VisitRules rules =
      new VisitRules(Duration.ofDays(365), Duration.ofMinutes(5), InstantSource.fixed(NOW));
  private final CloudEventRules cloudEventRules = new CloudEventRules(rules);

  @Test
  void visit_hasTheTimeAndADerivedId_whenTheEventIsGood() {
    Visit visit = visit(GOOD);

    assertThat(visit.timestamp()).isEqualTo(Instant.parse(TIME));
    assertThat(visit.endpoint()).isEqualTo("/a");
    assertThat(visit).isEqualTo(visit(GOOD));
    assertThat(visit.id())
        .isEqualTo(
            VisitIds.derived(
                Instant.parse(TIME).toEpochMilli(), Defaults.SITE, "cloudevent /shop 7"));
  }

  @Test
  void id_isAnother_whenSourceOrIdIsAnother() {
    assertThat(visit(GOOD.replace("/shop", "/blog")).id()).isNotEqualTo(visit(GOOD).id());
    assertThat(visit(GOOD.replace("'7'", "'8'")).id()).isNotEqualTo(visit(GOOD).id());
  }

  @Test
  void id_isTheEventsOwn_whenItIsAUlidOfItsTime() {
    String ulid = VisitIds.random(Instant.parse(TIME).toEpochMilli()).toString();

    assertThat(visit(GOOD.replace("'7'", "'" + ulid + "'")).id()).hasToString(ulid);
    assertThat(visit(GOOD.replace("'7'", "'" + ulid + "'").replace("'time'", "'x'")).id())
        .hasToString(ulid);
    assertThat(visit(GOOD.replace("'7'", "'" + ulid + "'").replace("03.000", "03.001")).id())
        .doesNotHaveToString(ulid);
  }

  @Test
  void data_goFirst_whenTheyHaveATimeOfTheirOwn() {
    String event =
        GOOD.replace("D}", "{'timestamp':'2025-12-30T00:00:00Z'," + DATA.substring(1) + "}");

    assertThat(visit(event).timestamp()).isEqualTo(Instant.parse("2025-12-30T00:00:00Z"));
  }

  @Test
  void data_areRead_whenTheyAreInBase64OrComeFirst() {
    String base64 = Base64.getEncoder().encodeToString(DATA.getBytes(StandardCharsets.UTF_8));

    assertThat(visit(GOOD.replace("'data':D", "'data_base64':'" + base64 + "'")).endpoint())
        .isEqualTo("/a");
    assertThat(
            visit(
                    "{'data':D,'specversion':'1.0','id':'7','source':'/s','type':'v','time':'"
                        + TIME
                        + "'}")
                .endpoint())
        .isEqualTo("/a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/vnd.visit+json",
        "APPLICATION/Visit+JSON",
        "text/json"
      })
  void data_areTaken_whenTheirTypeIsOneOfJson(String type) {
    String event = GOOD.replace("'data'", "'datacontenttype':'" + type + "','data'");

    assertThat(visit(event)).isEqualTo(visit(GOOD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "'specversion':'1.0',; ; specversion",
        "'1.0'; '0.3'; specversion",
        "'1.0'; 1.0; specversion",
        "'id':'7',; ; id",
        "'7'; ''; id",
        "'7'; null; id",
        "'source':'/shop',; ; source",
        "/shop; a b; source",
        "'type':'visit',; ; type",
        "2025-12-31T10; yesterday; time",
        "2025-12-31T10; 2099-12-31T10; time",
        "'data'; 'subject':'s','datacontenttype':'text/xml','data'; datacontenttype",
        "'data'; 'Data'; body",
        "'data'; 'extension':{},'data'; extension",
        "'data'; 'id':'8','data'; id",
        ",'data':D; ; data",
        "'data':D; 'data':D,'data':D; data",
        "'data':D; 'data':42; data",
        "'data':D; 'data_base64':'%'; data",
        "'data':D; 'data':{'endpont':1}; data.endpont",
        "'data':D; 'data':{'method':'GET','response_code':200}; data.endpoint"
      })
  void event_isRefusedByAttribute_whenOneIsWrong(String part, String other, String field) {
    String event = GOOD.replace(part, other == null ? "" : other);

    assertThat(read(structured(JsonBodyReader.Shape.OBJECT), event))
        .isInstanceOfSatisfying(
            JsonBody.Refused.class,
            refused -> {
              assertThat(refused.problem().members()).containsEntry("field", field);
              assertThat(refused.problem().members()).containsKeys("problem", "allowed");
            });
  }

  @Test
  void batch_givesGoodAndBadEvents_eachWithItsIndex() {
    String bad = GOOD.replace("'1.0'", "'2.0'");

    assertThat(
            read(
                structured(JsonBodyReader.Shape.ARRAY),
                "[" + GOOD + "," + bad + "," + GOOD + ",1," + GOOD.replace("'7'", "'8'") + "]"))
        .isInstanceOfSatisfying(
            JsonBody.Many.class,
            many -> {
              assertThat(many.visits()).hasSize(2);
              assertThat(many.repeated()).isEqualTo(1);
              assertThat(many.rejections()).extracting(Rejection::index).containsExactly(1L, 3L);
              assertThat(many.rejections().getFirst().field()).isEqualTo("specversion");
            });
  }

  @Test
  void body_isRefused_whenItsShapeIsNotTheModes() {
    assertThat(read(structured(JsonBodyReader.Shape.OBJECT), "[" + GOOD + "]"))
        .isInstanceOf(JsonBody.Refused.class);
    assertThat(read(structured(JsonBodyReader.Shape.ARRAY), GOOD))
        .isInstanceOf(JsonBody.Refused.class);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      nullValues = "null",
      value = {
        "plain,plain",
        "Euro%20%E2%82%AC%20%F0%9F%98%80,Euro € 😀",
        "a%25b,a%b",
        "|\"in quotes\"|,in quotes",
        "|\"a\\\"b\"|,|a\"b|",
        "%,null",
        "%2,null",
        "%zz,null",
        "%ff,null",
        "ä,null"
      })
  void header_isDecodedOnce_whateverItsForm(String value, String decoded) {
    assertThat(CloudEventHeaders.decode(value)).isEqualTo(decoded);
  }

  private Visit visit(String event) {
    JsonBody body = read(structured(JsonBodyReader.Shape.OBJECT), event);
    assertThat(body).isInstanceOf(JsonBody.One.class);
    return ((JsonBody.One) body).visit();
  }

  private JsonBodyReader structured(JsonBodyReader.Shape shape) {
    return new JsonBodyReader(new StructuredCloudEvent(cloudEventRules), shape, 10);
  }

  private static JsonBody read(JsonBodyReader reader, String event) {
    return reader.read(
        event
            .replace("D}", DATA + "}")
            .replace(":D,", ":" + DATA + ",")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8),
        Defaults.receivedFrom(InetAddress.getLoopbackAddress(), NOW));
  }
}
