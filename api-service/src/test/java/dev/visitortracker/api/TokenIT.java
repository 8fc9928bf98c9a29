package dev.visitortracker.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads that show what was written, and answers that say when they will. */
class TokenIT {
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  private static final String LINE =
      "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 1";

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
}
