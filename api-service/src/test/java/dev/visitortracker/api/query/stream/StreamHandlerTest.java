package dev.visitortracker.api.query.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.api.lifecycle.Closing;
import dev.visitortracker.api.tail.CatchUp;
import dev.visitortracker.api.tail.Tail;
import dev.visitortracker.api.tail.TailBatch;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.VisitTokens;
import dev.visitortracker.event.Visit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The handler behind a real server, with a tail that always has more. */
class StreamHandlerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TailSettings SETTINGS =
      new Binder(
              new MapConfigurationPropertySource(
                  Map.of("heartbeat", "500ms", "catch-up-wait", "500ms", "stall", "1s")))
          .bindOrCreate("", TailSettings.class);

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Sinks.Empty<Void> connectionEnd = Sinks.empty();
  private final DisposableServer server = server();

  @AfterEach
  void stop() {
    server.disposeNow(PATIENCE);
  }

  @Test
  void connection_isClosed_whenItsReaderTakesNothing() throws IOException {
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(server.host(), server.port()));
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      connectionEnd.asMono().block(PATIENCE);

      assertThat(metrics.get("streams").gauge().value()).isZero();
      assertThat(metrics.counter("streams.ended", "reason", "STALLED").count()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "garbage, no_token",
    "AgAAAAMAAAAAAAAAAAAAAAAAAAAAAAAA, other_secret",
  })
  void stream_beginsNowWithAGap_whenItsIdCannotBeRead(String id, String reason) {
    String gap = "event: gap\ndata: {\"skipped\":null,\"reason\":\"" + reason + "\"}\n\nretry: ";

    assertThat(beginning("/", "Last-Event-ID: " + id)).contains(" 200 OK").contains(gap);
    assertThat(beginning("/?last_event_id=" + id, "X: y")).contains(" 200 OK").contains(gap);
    assertThat(metrics.counter("streams.begun.anew", "reason", reason.toUpperCase(Locale.ROOT)))
        .returns(2.0, Counter::count);
  }

  /** The first bytes of an answer, head and chunk sizes included. */
  private String beginning(String target, String header) {
    try (var socket = new Socket(server.host(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n"
                  .formatted(target, header)
                  .getBytes(StandardCharsets.US_ASCII));
      String bytes = new String(socket.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8);
      return bytes.replaceAll("\r\n[0-9a-f]+\r\n", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DisposableServer server() {
    var handler =
        new StreamHandler(
            new EndlessTail(),
            new VisitTokens(new byte[32]),
            new Closing(),
            new Metrics(metrics),
            SETTINGS);
    var routes = RouterFunctions.route().GET("/", handler::stream).build();
    return HttpServer.create()
        .host("127.0.0.1")
        .port(0)
        .doOnConnection(
            connection ->
                connection
                    .channel()
                    .closeFuture()
                    .addListener(closed -> connectionEnd.tryEmitEmpty()))
        .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes)))
        .bindNow();
  }

  /** More than the buffers of any connection hold, however it is read. */
  private static final class EndlessTail implements Tail, CatchUp {
    private final ScriptedTail topic = new ScriptedTail();
    private final TailBatch batch = topic.show(visits());

    @Override
    public Flux<TailBatch> live() {
      return Flux.interval(Duration.ofMillis(1)).onBackpressureDrop().map(tick -> batch);
    }

    @Override
    public CatchUp catchUp() {
      return this;
    }

    @Override
    public boolean isReachable() {
      return true;
    }

    @Override
    public Mono<Long> resume(Position from) {
      return Mono.just(0L);
    }

    @Override
    public Flux<TailBatch> toVisible() {
      return live();
    }

    @Override
    public Flux<TailBatch> until(Position end) {
      return live();
    }

    @Override
    public Mono<Void> close() {
      return Mono.empty();
    }

    private static Visit[] visits() {
      return IntStream.range(0, 100)
          .mapToObj(
              i ->
                  new Visit(
                      UlidCreator.getUlid(),
                      "endless",
                      InetAddress.ofLiteral("192.0.2.1"),
                      "/" + i,
                      "GET",
                      200,
                      "agent ".repeat(80),
                      null,
                      null))
          .toArray(Visit[]::new);
    }
  }
}
