package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** The guard between Netty's codec and a server that is played by the test. */
class RequestGuardTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n";

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new HttpServerCodec(),
          new RequestGuard(
              new ConnectionSettings(
                  1, 100, Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofSeconds(5)),
              new DecodingFailures(DataSize.ofKilobytes(16)),
              new ProblemMessages(new JsonMapper()),
              new Dates(InstantSource.system()),
              new Metrics(new SimpleMeterRegistry())));

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  @Test
  void requests_areAllAnswered_whenTheLastOfThemSaysClose() {
    send(GET + "\r\n" + GET + "\r\n" + GET + "Connection: close\r\n\r\n");

    assertThat(requests()).isEqualTo(3);
    assertThat(answer()).doesNotContain("connection: close");
    assertThat(answer()).doesNotContain("connection: close");
    assertThat(channel.isOpen()).isTrue();
    assertThat(answer()).contains("connection: close");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void request_isNotTaken_whenTheOneBeforeSaidClose() {
    send(GET + "Connection: close\r\n\r\n" + GET + "\r\n");

    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void requests_areAllAnswered_whenTheLastOfThemIsRefused() {
    send(GET + "\r\n" + "GET / HTTP/1.1\r\n\r\n");

    assertThat(requests()).isEqualTo(2);
    assertThat(answer()).contains("200 OK").doesNotContain("connection: close");
    channel.writeOutbound(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, Unpooled.EMPTY_BUFFER));
    assertThat(written()).contains("400 Bad Request", "connection: close", "invalid-header");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void requests_areAnsweredBeforeTheProblem_whenABodyBehindThemBreaks() {
    send(GET + "\r\nPOST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    channel.runPendingTasks();

    assertThat(answer())
        .containsSubsequence("200 OK", "400 Bad Request", "connection: close", "unreadable-body");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void stream_endsWithTheConnection_whenTheClientSpeaksHttp10() {
    send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

    String answer = streamed("text/csv");

    assertThat(answer)
        .contains("connection: close")
        .doesNotContain("transfer-encoding")
        .endsWith("\r\n\r\nabc");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_isKept_whenTheClientSpeaksHttp10AndTheLengthIsKnown() {
    send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

    assertThat(answer()).contains("connection: keep-alive");
    assertThat(channel.isOpen()).isTrue();
  }

  /** The server would close behind its answer to HTTP/1.0, whatever the answer says. */
  @Test
  void request_isHandedOnAsHttp11AndKept_whenTheClientSpeaksHttp10() {
    send("GET / HTTP/1.0\r\n\r\n");

    HttpRequest request = channel.readInbound();

    assertThat(request.protocolVersion()).isEqualTo(HttpVersion.HTTP_1_1);
    assertThat(answer()).contains("connection: close");
  }

  @Test
  void problem_isAnswered_whenABodyBreaksBehindARequestThatWasJustAnswered() {
    send(GET + "\r\nPOST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThat(answer()).contains("200 OK");

    send("zz\r\n");
    channel.runPendingTasks();

    assertThat(written()).contains("400 Bad Request", "unreadable-body", "connection: close");
  }

  @Test
  void answer_hasADate_always() {
    send(GET + "\r\n");

    assertThat(answer())
        .containsPattern("date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} .{8} GMT");
  }

  @Test
  void answer_isSentBeforeTheEnd_whenTheClientHasEndedItsSide() {
    send(GET + "\r\n");

    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.isOpen()).isTrue();
    assertThat(answer()).contains("200 OK", "connection: close");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_isClosed_whenTheClientHasEndedItsSideAndNothingIsDue() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_isClosed_whenTheClientEndsItsSideWithinABody() {
    send("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na");

    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_isClosed_whenTheReaderOfAnEventStreamEndsItsSide() {
    send(GET + "\r\n");
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("Content-Type", "text/event-stream").set("Transfer-Encoding", "chunked");
    channel.writeOutbound(head);

    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.isOpen()).isFalse();
  }

  private void send(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
  }

  private int requests() {
    int requests = 0;
    for (HttpObject read = channel.readInbound(); read != null; read = channel.readInbound()) {
      requests += read instanceof HttpRequest ? 1 : 0;
    }
    return requests;
  }

  private String answer() {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
    response.headers().setInt("Content-Length", 0);
    channel.writeOutbound(response);
    return written();
  }

  private String streamed(String type) {
    var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("Content-Type", type).set("Transfer-Encoding", "chunked");
    channel.writeOutbound(head);
    channel.writeOutbound(
        new DefaultHttpContent(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII)));
    channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    return written();
  }

  private String written() {
    var text = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      text.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
    return text.toString();
  }
}
