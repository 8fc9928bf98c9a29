package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** The exact wire form: a change here is a change for records that are already in Kafka. */
class VisitJsonFormTest {
  private static final Ulid ID = Ulid.from("01A8Z2KBFRDV7V7ZWTTJQY1V8Q");

  @Test
  void json_holdsAllFieldsInOrder_whenAllAreSet() {
    Visit visit =
        new Visit(
            ID,
            "shop.example",
            InetAddress.ofLiteral("2001:db8::7"),
            "/cart",
            "POST",
            201,
            "Mozilla/5.0",
            "https://example.org/",
            17);

    String json = new String(VisitJson.write(visit), UTF_8);

    assertThat(json)
        .isEqualTo(
            "{\"id\":\"01A8Z2KBFRDV7V7ZWTTJQY1V8Q\",\"timestamp\":\""
                + Timestamps.format(ID.getTime())
                + "\",\"site\":\"shop.example\",\"source_ip\":\"2001:db8:0:0:0:0:0:7\","
                + "\"endpoint\":\"/cart\",\"method\":\"POST\",\"response_code\":201,"
                + "\"user_agent\":\"Mozilla/5.0\",\"referrer\":\"https://example.org/\","
                + "\"duration_ms\":17}");
  }

  @Test
  void json_leavesFieldsOut_whenTheyAreAbsent() {
    Visit visit = plain("/cart");

    String json = new String(VisitJson.write(visit), UTF_8);

    assertThat(json)
        .endsWith("\"method\":\"GET\",\"response_code\":200}")
        .doesNotContain("null", "user_agent", "referrer", "duration_ms");
  }

  @Test
  void json_keepsEmptyTextsAndZero_whenTheyAreSet() {
    Visit visit =
        new Visit(ID, "default", InetAddress.ofLiteral("192.0.2.7"), "/", "GET", 200, "", "", 0);

    String json = new String(VisitJson.write(visit), UTF_8);

    assertThat(json).endsWith("\"user_agent\":\"\",\"referrer\":\"\",\"duration_ms\":0}");
  }

  @Test
  void json_escapesOnlyWhatItMust_whenTextIsAwkward() {
    Visit visit = plain("/\"\\\u00e9\ud83d\ude00");

    String json = new String(VisitJson.write(visit), UTF_8);

    assertThat(json).contains("\"endpoint\":\"/\\\"\\\\\u00e9\ud83d\ude00\"");
  }

  @Test
  void contract_staysTheSame_whenServicesOfDifferentAgeMeet() {
    assertThat(VisitJson.CONTENT_TYPE).isEqualTo("application/json");
    assertThat(VisitJson.SCHEMA_VERSION).isEqualTo("1");
    assertThat(EventHeaders.CONTENT_TYPE).isEqualTo("content-type");
    assertThat(EventHeaders.SCHEMA_VERSION).isEqualTo("schema-version");
    assertThat(EventHeaders.TRACEPARENT).isEqualTo("traceparent");
    assertThat(Topics.VISIT_EVENTS).isEqualTo("visit-events");
    assertThat(Topics.DEAD_LETTERS).isEqualTo("visit-events.dead");
  }

  private static Visit plain(String endpoint) {
    return new Visit(
        ID, "default", InetAddress.ofLiteral("192.0.2.7"), endpoint, "GET", 200, null, null, null);
  }
}
