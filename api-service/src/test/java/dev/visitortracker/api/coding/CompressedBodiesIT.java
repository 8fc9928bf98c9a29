package dev.visitortracker.api.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.Gzip;
import dev.visitortracker.api.testing.RunningApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedBodiesIT {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void events_areTaken_whateverTheBodyIs(String coding) {
    assertThat(post(JSON, coding, coded(coding, GOOD)).at("/accepted").asInt()).isEqualTo(1);
    assertThat(
            post(JSON, coding, coded(coding, "[" + GOOD + "," + GOOD + "]"))
                .at("/accepted")
                .asInt())
        .isEqualTo(2);
    assertThat(post(NDJSON, coding, coded(coding, lines(20_000))).at("/through_line").asInt())
        .isEqualTo(20_000);
    assertThat(
            post("text/x-access-log", coding, coded(coding, log(20_000))).at("/accepted").asInt())
        .isEqualTo(20_000);
  }

  @ParameterizedTest
  @CsvSource({
    "gzip,application/json",
    "zstd,application/json",
    "gzip,application/x-ndjson",
    "zstd,application/x-ndjson"
  })
  void body_isRefusedWithTheLimit_whenItIsABomb(String coding, String type) {
    Answer answer = post(type, coding, coded(coding, " ".repeat(50_000_000)));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.at(type.equals(JSON) ? "/max_bytes" : "/max_ratio").asInt()).isPositive();
  }

  @Test
  void linesBefore_areAnsweredFor_whenAStreamIsBroken() {
    byte[] whole = coded("gzip", lines(20_000));

    Answer answer = post(NDJSON, "gzip", Arrays.copyOf(whole, whole.length - 4));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/type").asString()).isEqualTo("/problems/unreadable-body");
    assertThat(answer.at("/through_line").asInt()).isEqualTo(20_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void body_isUnreadable_whenItIsNotWhatItAnnounces(String coding) {
    assertThat(post(JSON, coding, GOOD.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip, gzip"})
  void body_isRefusedWithTheAcceptedCodings_whenItsCodingIsAnother(String coding) {
    Answer answer = post(JSON, coding, GOOD.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip, zstd");
    assertThat(answer.at("/field").asString()).isEqualTo("Content-Encoding");
  }

  private static Answer post(String type, String coding, byte[] body) {
    return RunningApi.send(
        "POST",
        "/events?site=compressed",
        BodyPublishers.ofByteArray(body),
        "Content-Type",
        type,
        "Content-Encoding",
        coding);
  }

  private static byte[] coded(String coding, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return coding.equals("zstd") ? Zstd.compress(bytes) : Gzip.of(bytes);
  }

  private static String lines(int lines) {
    return IntStream.range(0, lines)
        .mapToObj(line -> GOOD.replace("/a", "/" + Integer.toHexString(line * 0x9e3779b1)) + "\n")
        .collect(Collectors.joining());
  }

  private static String log(int lines) {
    return IntStream.range(0, lines)
        .mapToObj(
            line ->
                "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /%x HTTP/1.1\" 200 1\n"
                    .formatted(line * 0x9e3779b1))
        .collect(Collectors.joining());
  }
}
