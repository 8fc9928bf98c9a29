package dev.visitortracker.api.http;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.contract.ProblemTable;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.LonelyApi;
import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RawConnection.Reply;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Provokes each row of the table of problems in the README, over connections of its own. */
class ErrorsIT {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String GOOD =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  /** Magic number and a frame header; a body that begins so and goes on is read as zstd. */
  private static final String ZSTD_BEGINNING = "(\u00b5/\u00fd\u0000X";

  private static final Map<String, Supplier<Reply>> PROVOCATIONS = provocations();

  @BeforeAll
  static void awaitReady() {
    RunningApi.awaitAnswer("/health/ready", ready -> ready.status() == 200);
  }

  @ParameterizedTest
  @MethodSource("dev.visitortracker.api.contract.ProblemTable#rows")
  void answer_isAsTheTableSays(ProblemTable.Row row) {
    assertThat(PROVOCATIONS).containsKey(row.when());

    Reply reply = Objects.requireNonNull(PROVOCATIONS.get(row.when())).get();

    assertThat(reply.status()).isEqualTo(row.status());
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
    assertThat(reply.at("/type").asString()).isEqualTo(row.uri());
    assertThat(reply.at("/title").asString()).isNotEmpty();
    assertThat(reply.at("/status").asInt()).isEqualTo(row.status());
    assertThat(reply.at("/detail").asString()).isNotEmpty();
    assertThat(reply.at("/retryable").asBoolean()).isEqualTo(row.isRetryable());
    assertThat(reply.body()).doesNotContain("Exception", "secret of the service", "\\tat ");
    Stream.of("Retry-After", "Allow", "Accept-Post", "Accept-Encoding")
        .filter(header -> row.when().contains("`" + header + "`"))
        .forEach(header -> assertThat(reply.header(lower(header))).isNotEmpty());
  }

  @Test
  void typeUri_leadsToItsExplanation_forEveryRow() {
    assertThat(ProblemTable.rows())
        .allSatisfy(
            row -> {
              Answer explanation = RunningApi.get(row.uri());
              assertThat(explanation.status()).isEqualTo(200);
              assertThat(explanation.at("/status").asInt()).isEqualTo(row.status());
              assertThat(explanation.at("/meaning").asString()).isNotEmpty();
            });
    assertThat(RunningApi.get("/problems/bad-luck").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/overflow/at-once", "/overflow/on-subscription", "/overflow/late"})
  void answer_is500_whenARequestEndsInAnErrorOfTheJvm(String path) {
    Reply reply = send(LonelyApi.uri(), head("GET " + path));

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.at("/type").asString()).isEqualTo("/problems/internal-error");
  }

  private static Map<String, Supplier<Reply>> provocations() {
    return Map.ofEntries(
        Map.entry("the request is not HTTP/1.1 or HTTP/1.0", () -> send("nonsense\r\n\r\n")),
        Map.entry("the URL is not percent-encoded UTF-8", () -> get("/visits?site=%ff")),
        Map.entry("the body is not JSON", () -> post(JSON, "{\"endpoint\":")),
        Map.entry("the body is not UTF-8", () -> post(JSON, "{\"endpoint\":\"\u00ff\"}")),
        Map.entry(
            "the body's gzip or zstd is broken",
            () -> post(JSON, "no gzip", "Content-Encoding: gzip")),
        Map.entry(
            "the body's chunks are broken",
            () ->
                send(
                    head("POST /events", "Content-Type: " + JSON, "Transfer-Encoding: chunked")
                        + "3\r\n{\"a\r\nzz\r\n")),
        Map.entry("the body holds no event", () -> post(JSON, " [ ] ")),
        Map.entry(
            "a parameter is unknown, empty, given twice or out of range",
            () -> get("/visits?site=a&site=b")),
        Map.entry(
            "`Host`, `Transfer-Encoding`, `Accept` or a `ce-` header cannot be used",
            () -> send(head("GET /health", "Accept: ///"))),
        Map.entry(
            "`Read-After` is no token of ours, or of another secret; `reason`",
            () -> send(head("GET /stats", "Read-After: mine"))),
        Map.entry(
            "`Idempotency-Key` is no string, or comes with more than one event",
            () -> post(JSON, "[" + GOOD + "]", "Idempotency-Key: \"a\"")),
        Map.entry(
            "the path leads nowhere, or the visit is not there",
            () -> get("/visits/01ARZ3NDEKTSV4RRFFQ69G5FAV")),
        Map.entry(
            "the path has other methods; `Allow`",
            () -> send(head("DELETE /visits", "Content-Length: 0"))),
        Map.entry(
            "none of the accepted media types can be produced",
            () -> send(head("GET /health", "Accept: image/png, application/json;q=0"))),
        Map.entry(
            "the header takes longer than `connection.header-timeout`",
            () -> send(LonelyApi.uri(), "GET /health HTTP/1.1\r\nHost:")),
        Map.entry(
            "an object or array takes longer than `ingest.body-timeout`",
            () -> send(LonelyApi.uri(), unfinished(JSON) + "{")),
        Map.entry(
            "a stream is silent for longer than `ingest.stall-timeout`",
            () -> send(LonelyApi.uri(), unfinished(NDJSON) + "{")),
        Map.entry(
            "no database has passed the token in time; `position`, `missing`, `Retry-After`",
            ErrorsIT::behindToken),
        Map.entry(
            "an object or array is larger than `ingest.max-body`",
            () ->
                send(head("POST /events", "Content-Type: " + JSON, "Content-Length: 5000000000"))),
        Map.entry(
            "an array holds more than `ingest.max-array-events`",
            () -> post(JSON, "[" + GOOD + ("," + GOOD).repeat(10_000) + "]")),
        Map.entry(
            "a compressed body expands beyond the bounds under `coding`",
            () -> post(NDJSON, gzip(" ".repeat(10_000_000)), "Content-Encoding: gzip")),
        Map.entry(
            "the request line is longer than 4096 bytes",
            () -> get("/visits/" + "a".repeat(5_000))),
        Map.entry(
            "another Content-Type, or a charset that is not UTF-8; `Accept-Post`",
            () -> post("application/json;charset=iso-8859-1", GOOD)),
        Map.entry(
            "another Content-Encoding; `Accept-Encoding`",
            () -> post(JSON, GOOD, "Content-Encoding: br")),
        Map.entry("`Expect` is not `100-continue`", () -> post(JSON, GOOD, "Expect: tea")),
        Map.entry("the one event breaks a rule", () -> post(JSON, "{\"endpoint\":\"/a\"}")),
        Map.entry(
            "every event of an array or stream breaks a rule", () -> post(NDJSON, "{}\n{}\n")),
        Map.entry("another event came under this `Idempotency-Key` before", ErrorsIT::reusedKey),
        Map.entry(
            "the header is larger than `server.max-http-request-header-size`",
            () -> send(head("GET /health", "X: " + "a".repeat(20_000)))),
        Map.entry(
            "a defect of ours; it is in the log",
            () -> send(LonelyApi.uri(), head("GET /defect", "X: y"))),
        Map.entry(
            "`coding.max-zstd-bodies` are read, or `tail.max-subscribers` listen; `Retry-After`",
            ErrorsIT::overCapacity),
        Map.entry(
            "a body finds no room within `ingest.max-bytes-in-flight`; `Retry-After`",
            ErrorsIT::noRoom),
        Map.entry(
            "Kafka is away or too slow, or too much is in flight; `Retry-After`",
            () -> send(LonelyApi.uri(), request(JSON, GOOD))),
        Map.entry(
            "all databases are away or too slow, or `query.max-exports` are written; `Retry-After`",
            () -> send(LonelyApi.uri(), head("GET /stats", "X: y"))));
  }

  /**
   * Bodies that stand still until they have had their time; the room may be given back meanwhile.
   */
  private static Reply noRoom() {
    String unfinished = head("POST /events", "Content-Type: " + JSON, "Content-Length: 1000000");
    List<RawConnection> waiting = new ArrayList<>();
    try {
      Reply last;
      do {
        for (int i = 0; i < 20; i++) {
          RawConnection connection = RawConnection.to(LonelyApi.uri());
          waiting.add(connection);
          connection.send(unfinished);
        }
        last = send(LonelyApi.uri(), unfinished);
      } while (last.status() == 408 && waiting.size() < 200);
      return last;
    } finally {
      waiting.forEach(RawConnection::close);
    }
  }

  /** The worker stores nothing, so no database gets as far as the token. */
  private static Reply behindToken() {
    Part worker = STACK.part("worker-1");
    worker.pause();
    try {
      String token = post(JSON, GOOD).header("visit-token");
      return send(head("GET /stats", "Read-After: " + token, "Prefer: wait=0"));
    } finally {
      worker.resume();
    }
  }

  private static Reply reusedKey() {
    String key = "Idempotency-Key: \"errors\"";
    Reply first;
    do {
      first = post(JSON, GOOD, key);
    } while (first.at("/idempotency").asString().equals("unprotected"));
    return post(JSON, " " + GOOD, key);
  }

  /** The first body is not complete, so it keeps the only place, unless the second was quicker. */
  private static Reply overCapacity() {
    String zstd = "Content-Encoding: zstd";
    Reply second;
    do {
      try (RawConnection first = RawConnection.to(LonelyApi.uri())) {
        first.send(unfinished(NDJSON, zstd) + ZSTD_BEGINNING);
        second = send(LonelyApi.uri(), request(NDJSON, ZSTD_BEGINNING, zstd));
      }
    } while (second.status() == 400);
    return second;
  }

  private static Reply get(String path) {
    return send(head("GET " + path, "X: y"));
  }

  private static Reply post(String type, String body, String... headers) {
    return send(request(type, body, headers));
  }

  private static Reply send(String request) {
    return send(RunningApi.uri("/"), request);
  }

  private static Reply send(URI service, String request) {
    try (RawConnection connection = RawConnection.to(service)) {
      return connection.send(request).reply();
    }
  }

  private static String request(String type, String body, String... headers) {
    return head(
            "POST /events?site=errors",
            Stream.concat(
                    Stream.of("Content-Type: " + type, "Content-Length: " + body.length()),
                    Stream.of(headers))
                .toArray(String[]::new))
        + body;
  }

  /** The head of a request whose body will not end. */
  private static String unfinished(String type, String... headers) {
    return head(
        "POST /events",
        Stream.concat(
                Stream.of("Content-Type: " + type, "Content-Length: 1000"), Stream.of(headers))
            .toArray(String[]::new));
  }

  private static String head(String line, String... headers) {
    return Stream.of(headers)
        .collect(Collectors.joining("\r\n", line + " HTTP/1.1\r\nHost: x\r\n", "\r\n\r\n"));
  }

  private static String gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static String lower(String header) {
    return header.toLowerCase(Locale.ROOT);
  }
}
