package dev.visitortracker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.contract.Contract;
import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RunningApi;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Feeds each header and each parameter with as much text as a request may hold, made of what lets
 * parsers go back or deep. Each request must be answered, and with no defect of ours.
 */
class HostileTextIT {
  /** The header section holds 16 KB, the request line 4 KB; the rest of the request needs some. */
  private static final int MAX_HEADER = 15_500;

  private static final int MAX_PARAMETER = 3_900;

  private static final List<String> PARTS =
      List.of(
          "a",
          "1",
          ",",
          ";",
          "a,",
          ";a=\"b\"",
          "\"",
          "\\\"",
          "\\",
          "=",
          "%",
          ":",
          ".",
          "*/*,",
          "W/\"a\",",
          "-",
          " a",
          "[");

  /** Those that the service, its framework or its server reads beside those of the contract. */
  private static final List<String> OTHERS =
      List.of(
          "Accept-Encoding",
          "Accept-Language",
          "Authorization",
          "Cache-Control",
          "Cookie",
          "Forwarded",
          "If-Match",
          "If-Modified-Since",
          "Origin",
          "Range",
          "Referer",
          "User-Agent",
          "X-Forwarded-For",
          "ce-id",
          "ce-source",
          "ce-time",
          "ce-type",
          "ce-specversion");

  @ParameterizedTest
  @MethodSource("headers")
  void request_isAnswered_whateverAHeaderHolds(String header) {
    for (String part : PARTS) {
      String value = beginning(header) + part.repeat(MAX_HEADER / part.length());
      for (String line : List.of("GET /visits?per_page=1", "POST /events")) {
        assertAnswered(line + " HTTP/1.1\r\nHost: x\r\n" + header + ": " + value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void request_isAnswered_whateverAParameterHolds(String target) {
    for (String part : PARTS) {
      String encoded = URLEncoder.encode(part, StandardCharsets.UTF_8);
      String value = encoded.repeat(MAX_PARAMETER / encoded.length());
      assertAnswered("GET " + target + value + " HTTP/1.1\r\nHost: x");
    }
  }

  static Stream<String> headers() {
    return Stream.concat(inContract("header", (path, name) -> name), OTHERS.stream());
  }

  static Stream<String> parameters() {
    return inContract("query", (path, name) -> path.replaceAll("\\{.*}", "x") + "?" + name + "=");
  }

  private static Stream<String> inContract(String place, BinaryOperator<String> form) {
    var contract = new Contract(RunningApi.get("/openapi.json").body());
    var all = new TreeSet<String>();
    for (Contract.Operation operation : contract.operations()) {
      contract.parameters(operation, place).stream()
          .map(parameter -> form.apply(operation.path(), parameter.path("name").asString()))
          .forEach(all::add);
    }
    return all.stream();
  }

  /** So that the text behind it is read. */
  private static String beginning(String header) {
    return header.equals("Prefer") ? "wait=1;" : "";
  }

  private static void assertAnswered(String head) {
    try (RawConnection connection = RawConnection.to(RunningApi.uri("/"))) {
      String request = head + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

      assertThat(connection.send(request).reply("HEAD").status()).isNotEqualTo(500);
    }
  }
}
