package dev.visitortracker.api.token;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads that show what was written, and answers that say when they will. */
class TokenIT {
  private static final String JSON = "application/json";
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String LINE =
      "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "application/json;     |" + GOOD + "|",
        "application/json;     |[" + GOOD + "," + GOOD + ",{}]|",
        "application/x-ndjson; |" + GOOD + "|",
        "text/x-access-log;    |" + LINE + "|"
      })
  void acceptance_carriesAToken_whateverWasSent(String type, String body) {
    Answer answer = RunningApi.post("/events?site=tokens", type, body);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Visit-Token")).matches("[A-Za-z0-9_-]{26,200}");
    assertThat(answer.at("/token").asString()).isEqualTo(answer.header("Visit-Token"));
  }

  @Test
  void visit_isShownByEveryRead_whenItsTokenIsGiven() {
    for (int i = 1; i <= 20; i++) {
      String id = UlidCreator.getUlid().toString();
      String token = post("own-writes", id).header("Visit-Token");

      assertThat(getAfter("/visits/" + id, token).status()).isEqualTo(200);
      assertThat(getAfter("/visits?site=own-writes", token).at("/visits/0/id").asString())
          .isEqualTo(id);
      assertThat(getAfter("/stats?site=own-writes", token).at("/total_visits").asInt())
          .isEqualTo(i);
    }
  }

  @Test
  void read_waitsForAllTokens_whenSeveralAreGiven() {
    String first = UlidCreator.getUlid().toString();
    String second = UlidCreator.getUlid().toString();
    String tokens =
        post("two-writes", first).header("Visit-Token")
            + ", "
            + post("two-writes", second).header("Visit-Token");

    assertThat(getAfter("/visits/" + second, tokens).status()).isEqualTo(200);
    assertThat(getAfter("/visits/" + first, tokens).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "", ",", "AQC8Eb9MPHz1b6ZteANAyEVO84A", "AQC8Eb9MPHz1b6ZteANAyEVO8=="})
  void read_isRefusedByTheNameOfTheHeader_whenItsTokenIsNotOurs(String token) {
    Answer answer = getAfter("/stats", token);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/type").asString()).isEqualTo("/problems/invalid-header");
    assertThat(answer.at("/field").asString()).isEqualTo("Read-After");
    assertThat(answer.at("/allowed").asString()).contains("Visit-Token");
  }

  @ParameterizedTest
  @CsvSource({"nonsense, no_token", "AgAAAAMAAAAAAAAAAAAAAAAAAAAAAAAA, other_secret"})
  void read_isToldWhy_whenItsTokenCannotBeRead(String token, String reason) {
    Answer header = getAfter("/stats", token);
    Answer parameter = RunningApi.get("/visits/01ARZ3NDEKTSV4RRFFQ69G5FAV/journey?token=" + token);

    assertThat(header.at("/reason").asString()).isEqualTo(reason);
    assertThat(header.at("/retryable").asBoolean()).isFalse();
    assertThat(parameter.status()).isEqualTo(400);
    assertThat(parameter.at("/parameter").asString()).isEqualTo("token");
    assertThat(parameter.at("/reason").asString()).isEqualTo(reason);
  }

  @Test
  void read_isToldHowFarTheDatabasesAre_whenNoneIsFarEnoughInTime() {
    Part worker = STACK.part("worker-1");
    awaitReady();

    worker.pause();
    try {
      String token = post("behind", UlidCreator.getUlid().toString()).header("Visit-Token");
      Answer answer = getAfter("/stats", token, "Prefer", "wait=1");

      assertThat(answer.status()).isEqualTo(412);
      assertThat(answer.at("/type").asString()).isEqualTo("/problems/behind-token");
      assertThat(answer.at("/retryable").asBoolean()).isTrue();
      assertThat(answer.at("/missing").asInt()).isPositive();
      assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
      assertThat(getAfter("/stats", answer.at("/position").asString()).status()).isEqualTo(200);
      assertThat(RunningApi.get("/stats").status()).isEqualTo(200);
    } finally {
      worker.resume();
    }
    RunningApi.awaitAnswer("/stats?site=behind", stats -> stats.at("/total_visits").asInt() == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "visible"})
  void sender_isTold201AndEveryReadShowsIt_whenItPrefersToWait(String durability) {
    String preference = "durability=" + durability;
    for (int i = 0; i < 10; i++) {
      String id = UlidCreator.getUlid().toString();

      Answer answer = prefer(preference + ", wait=5", id);

      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.header("Preference-Applied")).isEqualTo(preference + ", wait=5");
      assertThat(answer.at("/accepted").asInt()).isEqualTo(1);
      if (durability.equals("visible")) {
        assertThat(RunningApi.get("/visits/" + id).status()).isEqualTo(200);
        assertThat(RunningApi.get("/visits/" + id).status()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored", "visible"})
  void sender_isTold202WithTheToken_whenTheWaitIsOverBefore(String durability) {
    Part worker = STACK.part("worker-1");
    awaitReady();

    worker.pause();
    try {
      Answer answer =
          prefer("durability=" + durability + ", wait=1", UlidCreator.getUlid().toString());

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
      assertThat(answer.header("Visit-Token")).isNotBlank();
    } finally {
      worker.resume();
    }
  }

  @Test
  void wait_isBounded_whateverIsPreferred() {
    String token = post("bounded", UlidCreator.getUlid().toString()).header("Visit-Token");

    assertThat(getAfter("/stats", token, "Prefer", "wait=3600").header("Preference-Applied"))
        .isEqualTo("wait=10");
  }

  private static Answer post(String site, String id) {
    Answer answer =
        RunningApi.post("/events?site=" + site, JSON, GOOD.replace("{", "{\"id\":\"" + id + "\","));
    assertThat(answer.status()).isEqualTo(202);
    return answer;
  }

  private static Answer prefer(String preference, String id) {
    return RunningApi.post(
        "/events?site=preferred",
        JSON,
        GOOD.replace("{", "{\"id\":\"" + id + "\","),
        "Prefer",
        preference);
  }

  private static Answer getAfter(String path, String token, String... headers) {
    var all = new String[headers.length + 2];
    all[0] = "Read-After";
    all[1] = token;
    System.arraycopy(headers, 0, all, 2, headers.length);
    return RunningApi.send("GET", path, BodyPublishers.noBody(), all);
  }

  private static void awaitReady() {
    RunningApi.awaitAnswer("/health/ready", health -> health.status() == 200);
  }
}
