package dev.visitortracker.api.replica;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads through PgBouncer in transaction mode, which has fewer connections than the API. */
class PgBouncerIT {
  private static final Path PGBOUNCER = Path.of("/usr/sbin/pgbouncer");
  private static final int READS = 400;

  @TempDir static Path directory;

  private static Process pooler;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(PGBOUNCER), "PgBouncer is not installed: apt install pgbouncer");
    Part replica = STACK.part("replica-1");
    port = freePort();
    Path file =
        Files.writeString(
            directory.resolve("pgbouncer.ini"),
            """
            [databases]
            %1$s = host=127.0.0.1 port=%2$d dbname=%1$s user=%3$s
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %4$d
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 3
            ignore_startup_parameters = extra_float_digits
            """
                .formatted(STACK.databaseName(), replica.port(), STACK.databaseReader(), port));
    var command = new ArrayList<>(List.of(PGBOUNCER.toString()));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(file.toString());
    pooler =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "pgbouncer.log").toFile())
            .start();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (pooler != null) {
      pooler.destroy();
      pooler.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyRead_isServed_whenManyShareFewConnectionsOfThePooler() {
    List<String> paths =
        List.of(
            "/visits",
            "/visits?endpoint=/a&status=200",
            "/stats",
            "/stats/top?by=endpoint",
            "/stats/timeseries?grain=hour");
    try (OtherApi api =
            OtherApi.with(
                "replica.nodes[0].name=pooled",
                "replica.nodes[0].host=127.0.0.1",
                "replica.nodes[0].port=" + port,
                "replica.pooled=true",
                "cache.ttl=1ms",
                "cache.lease=1ms",
                "cache.lease-wait=1ms");
        HttpClient client = HttpClient.newHttpClient()) {
      List<CompletableFuture<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < READS; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(api.uri(paths.get(i % paths.size())))
                .timeout(RunningApi.PATIENCE)
                .build();
        statuses.add(
            client.sendAsync(request, BodyHandlers.ofString()).thenApply(a -> a.statusCode()));
        if (statuses.size() % 20 == 0) {
          statuses.forEach(CompletableFuture::join);
        }
      }

      assertThat(statuses).extracting(CompletableFuture::join).containsOnly(200);
      assertThat(api.get("/health/ready").at("/replicas/pooled/role").asString())
          .isEqualTo("standby");
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
