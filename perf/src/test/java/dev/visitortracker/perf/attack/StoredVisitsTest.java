package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that says how many visits there are, and nothing else. */
final class StoredVisitsTest {
  private static final int TOTAL = 1_000;

  private final HttpServer server;
  private final StoredVisits stored;

  StoredVisitsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stored =
        new StoredVisits(
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "attack-1",
            Duration.ofMillis(300));
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/stats",
        exchange -> {
          byte[] answer = ("{\"total_visits\":" + TOTAL + "}").getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void compare_findsNothing_whenAllThatWasAcceptedIsThere() throws Exception {
    assertThat(stored.compare(TOTAL, 0)).isEmpty();
    assertThat(stored.compare(TOTAL - 100, 100)).isEmpty();
  }

  @Test
  void compare_saysHowManyThereAre_whenSomeAreLost() throws Exception {
    assertThat(stored.compare(TOTAL + 1, 0)).containsExactly("1,001 visits accepted, 1,000 stored");
  }

  @Test
  void compare_saysSo_whenThereAreMoreThanCanBeExplained() throws Exception {
    assertThat(stored.compare(TOTAL - 101, 100))
        .containsExactly("899 visits accepted, 1,000 stored, and only 100 were without an answer");
  }

  @Test
  void compare_saysSo_whenTheServiceIsAway() throws Exception {
    server.stop(0);

    assertThat(stored.compare(0, 0)).singleElement().asString().endsWith("what it has stored");
  }
}
