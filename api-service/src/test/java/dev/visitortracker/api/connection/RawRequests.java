package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.RawConnection;
import dev.visitortracker.api.testing.RawConnection.Reply;
import dev.visitortracker.api.testing.RunningApi;

/** Requests byte by byte, and what is said of those that are refused. */
final class RawRequests {
  static final String JSON = "Content-Type: application/json";
  static final String CHUNKED = "Transfer-Encoding: chunked";
  static final String GOOD = "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";
  static final String HEALTH = head("GET /health HTTP/1.1");

  private RawRequests() {}

  static RawConnection connect() {
    return RawConnection.to(RunningApi.uri("/"));
  }

  /** The header of a request, with a host and the end of the header. */
  static String head(String line, String... headers) {
    return line + "\r\nHost: x\r\n" + lines(headers) + "\r\n";
  }

  static void assertProblem(Reply reply, int status, String type) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.at("/type").asString()).isEqualTo("/problems/" + type);
    assertThat(reply.at("/status").asInt()).isEqualTo(status);
    assertThat(reply.at("/detail").asString()).isNotEmpty();
  }

  private static String lines(String... headers) {
    return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
  }
}
