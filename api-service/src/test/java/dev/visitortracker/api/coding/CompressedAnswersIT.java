package dev.visitortracker.api.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.contract.Contract;
import dev.visitortracker.api.contract.ContractWalk;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.Exchange;
import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RawConnection.Reply;
import dev.visitortracker.api.testing.RunningApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedAnswersIT {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";

  /** Written in pieces of 8 KB, of which there are several. */
  private static final int VISITS = 200;

  private static final String CLOSED = "/visits?site=coded&to=2019-01-01T00:00:00Z&limit=1000";

  private static Contract contract;
  private static ContractWalk walk;
  private static String token;

  @BeforeAll
  static void storeVisits() {
    contract = new Contract(RunningApi.get("/openapi.json").body());
    walk = new ContractWalk(contract);
    contract.operations().stream()
        .filter(operation -> operation.path().equals("/events"))
        .map(walk::least)
        .forEach(least -> least.withHeader("Prefer", "durability=visible, wait=10").send());
    String visits =
        IntStream.range(0, VISITS)
            .mapToObj(
                i ->
                    "{\"timestamp\":\"2018-01-02T03:04:05Z\",\"endpoint\":\"/page/%d\",\"method\":\"GET\",\"response_code\":200}"
                        .formatted(i))
            .collect(Collectors.joining(",", "[", "]"));
    token = RunningApi.post("/events?site=coded", JSON, visits).header("Visit-Token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void answer_isAsDocumented_whenItIsCompressed(String coding) {
    List<Exchange> answers =
        walk.examples().stream()
            .filter(example -> example.operation().method().equals("GET"))
            .map(example -> example.withHeader("Accept-Encoding", coding).send())
            .toList();

    assertThat(answers).allMatch(Exchange::isGood);
    assertThat(answers.stream().flatMap(sent -> contract.violations(sent).stream())).isEmpty();
    assertThat(answers).allSatisfy(sent -> assertCodedWhereItIsLong(sent.answer(), coding));
    assertThat(answers)
        .filteredOn(sent -> sent.answer().header("Content-Encoding").equals(coding))
        .map(sent -> sent.operation().path())
        .contains("/", "/visits", "/stats", "/metrics", "/openapi.json", "/docs/{file}");
  }

  private static void assertCodedWhereItIsLong(Answer answer, String coding) {
    if (answer.mediaType().equals("text/event-stream")) {
      assertThat(answer.header("Content-Encoding")).isEmpty();
      assertThat(answer.header("Vary")).isEmpty();
      return;
    }
    boolean isStream = answer.header("Content-Length").isEmpty();
    boolean isLong = answer.body().getBytes(StandardCharsets.UTF_8).length >= 1_024;
    assertThat(answer.header("Content-Encoding")).isEqualTo(isStream || isLong ? coding : "");
    assertThat(answer.header("Vary")).contains("Accept-Encoding");
  }

  @ParameterizedTest
  @CsvSource({
    CLOSED + ", application/x-ndjson",
    CLOSED + ", text/csv",
    "/visits?site=coded&to=2019-01-01T00:00:00Z&per_page=100, application/json",
    "/openapi.json, application/json",
    "/docs, text/html",
    "/problems/bad-request, application/json",
    "/, application/json"
  })
  void answer_isThatOfACallerWithoutCodings_whenItIsDecoded(String path, String type) {
    String plain = get(path, type, "identity").body();

    assertThat(plain).isNotEmpty();
    assertThat(get(path, type, "gzip").body()).isEqualTo(plain);
    assertThat(get(path, type, "zstd").body()).isEqualTo(plain);
  }

  @Test
  void export_hasAllItsVisits_whenItIsCompressedPieceByPiece() {
    for (String coding : List.of("gzip", "zstd")) {
      Answer export = get(CLOSED, NDJSON, coding);

      assertThat(export.header("Content-Encoding")).isEqualTo(coding);
      assertThat(export.body().lines()).hasSize(VISITS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/openapi.json | gzip;q=0                 | ''",
        "/openapi.json | gzip;q=0, zstd;q=0, *    | ''",
        "/openapi.json | zstd;q=0.1, gzip;q=0.2   | gzip",
        "/openapi.json | identity, gzip;q=0.9     | ''",
        "/openapi.json | deflate, br, snappy      | ''",
        "/openapi.json | *                        | gzip",
        "/health       | gzip, zstd               | ''",
        "/health       | gzip, identity;q=0       | gzip"
      })
  void coding_isWhatTheCallerLikesBest_whicheverItNames(
      String path, String accepted, String coding) {
    Answer answer = get(path, JSON, accepted);

    assertThat(answer.header("Content-Encoding")).isEqualTo(coding);
    assertThat(answer.header("Vary")).contains("Accept-Encoding");
  }

  /** Of answers that are written whole, a plain one has no length to {@code HEAD}. */
  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip", "zstd"})
  void head_saysWhatGetHas_whicheverCodingIsAskedFor(String coding) {
    for (String path : List.of("/openapi.json", "/", "/docs", "/problems/bad-request", "/nope")) {
      Answer get = get(path, "*/*", coding);
      Answer head = send("HEAD", path, "Accept-Encoding", coding);

      assertThat(head.header("Content-Encoding")).isEqualTo(get.header("Content-Encoding"));
      assertThat(head.header("Content-Length")).as(path).isIn("", get.header("Content-Length"));
      for (String name : List.of("Vary", "ETag")) {
        assertThat(head.header(name)).as(path + " " + name).isEqualTo(get.header(name));
      }
    }
  }

  @Test
  void answer_hasNoBody_whenTheCallerHasItInAnotherCoding() {
    String tag = get("/openapi.json", JSON, "gzip").header("ETag");

    for (String coding : List.of("gzip", "zstd", "identity")) {
      Answer again = send("GET", "/openapi.json", "If-None-Match", tag, "Accept-Encoding", coding);

      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("ETag")).isEqualTo(tag);
      assertThat(again.header("Content-Encoding")).isEmpty();
      assertThat(again.header("Vary")).contains("Accept-Encoding");
    }
  }

  @Test
  void problem_isCompressed_whenItIsLong() {
    String path = "/" + "a".repeat(2_000);

    Answer problem = get(path, "*/*", "gzip");

    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(problem.at("/detail").asString()).contains(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void report_isReadToItsEnd_whenItIsCompressed(String coding) {
    Answer report =
        RunningApi.post(
            "/events?site=coded",
            NDJSON,
            "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}\n{}\n",
            "Accept",
            NDJSON,
            "Accept-Encoding",
            coding);

    assertThat(report.header("Content-Encoding")).isEqualTo(coding);
    assertThat(report.body().lines().toList().getLast()).contains("\"done\":true");
  }

  @Test
  void answer_hasItsLength_whenHttp10IsSpoken() {
    try (RawConnection connection = RawConnection.to(RunningApi.uri("/"))) {
      String request =
          "GET /openapi.json HTTP/1.0\r\nConnection: keep-alive\r\nAccept-Encoding: gzip\r\n\r\n";
      Reply coded = connection.send(request.replace("GET", "HEAD")).reply("HEAD");
      Reply plain =
          connection.send(request.replace("gzip", "identity").replace("GET", "HEAD")).reply("HEAD");

      assertThat(coded.header("content-encoding")).isEqualTo("gzip");
      assertThat(Integer.parseInt(coded.header("content-length")))
          .isPositive()
          .isLessThan(Integer.parseInt(plain.header("content-length")) / 2);
      assertThat(coded.header("transfer-encoding")).isEmpty();
    }
  }

  private static Answer get(String path, String type, String coding) {
    return send("GET", path, "Accept", type, "Accept-Encoding", coding, "Read-After", token);
  }

  private static Answer send(String method, String path, String... headers) {
    return RunningApi.send(method, path, BodyPublishers.noBody(), headers);
  }
}
