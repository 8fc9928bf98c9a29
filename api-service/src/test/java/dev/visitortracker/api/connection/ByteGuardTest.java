package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * The guard before Netty's codec, with the one behind it. The pipeline is closed, because a channel
 * in memory drops all its timers when it is closed itself.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What a close does is seen at the channel.
class ByteGuardTest {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          10, 100, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5));
  private static final String HALF_A_BODY =
      "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345";

  private final RequestGuard requests =
      new RequestGuard(
          SETTINGS,
          new DecodingFailures(DataSize.ofKilobytes(16)),
          new ProblemMessages(new JsonMapper()),
          new Dates(InstantSource.system()),
          new Metrics(new SimpleMeterRegistry()));
  private final TwoWayChannel channel =
      new TwoWayChannel(new ByteGuard(requests), new HttpServerCodec(), requests);

  @BeforeEach
  void stopTheClock() {
    channel.freezeTime();
  }

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  @Test
  void connection_isClosedAtOnce_whenTheClientSendsNothing() {
    close();

    assertThat(channel.isOpen()).isFalse();
    assertThat(channel.isOutputShutdown()).isFalse();
  }

  @Test
  void onlyOurSide_isClosedAtFirst_whenTheClientMayBeSending() {
    send(HALF_A_BODY);

    close();

    assertThat(channel.isOutputShutdown()).isTrue();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void connection_isClosed_whenTheClientHasHadTheTimeToReadItsAnswer() {
    send(HALF_A_BODY);
    close();

    pass(SETTINGS.drainTimeout().minusMillis(1));
    assertThat(channel.isOpen()).isTrue();
    pass(Duration.ofMillis(1));

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void connection_isClosedAtOnce_whenTheClientEndsItsSideToo() {
    send(HALF_A_BODY);
    ChannelFuture end = close();

    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.isOpen()).isFalse();
    assertThat(end.isSuccess()).isTrue();
  }

  @Test
  void bytes_areReleasedUnread_whenTheyComeWhileTheConnectionCloses() {
    send(HALF_A_BODY);
    close();
    channel.releaseInbound();
    ByteBuf late = bytes("67890");

    channel.writeInbound(late);

    assertThat(late.refCnt()).isZero();
    assertThat(channel.<Object>readInbound()).isNull();
  }

  @Test
  void secondClose_ends_whenTheFirstDoes() {
    send(HALF_A_BODY);
    close();
    ChannelFuture second = close();
    assertThat(second.isDone()).isFalse();

    pass(SETTINGS.drainTimeout());

    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void problem_isAnswered_whenAHeaderThatHasBegunDoesNotEnd() {
    send("GET / HTTP/1.1\r\nHo");

    pass(SETTINGS.headerTimeout().minusMillis(1));
    assertThat(channel.<Object>readOutbound()).isNull();
    pass(Duration.ofMillis(1));

    ByteBuf answer = channel.readOutbound();
    assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 408 ");
    answer.release();
  }

  private ChannelFuture close() {
    return channel.pipeline().close();
  }

  private void send(String text) {
    channel.writeInbound(bytes(text));
  }

  private void pass(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  /** A channel in memory whose two directions can be closed by themselves, as those of TCP. */
  private static final class TwoWayChannel extends EmbeddedChannel implements DuplexChannel {
    private boolean isOutputShutdown;

    TwoWayChannel(ChannelHandler... handlers) {
      super(handlers);
    }

    @Override
    public boolean isOutputShutdown() {
      return isOutputShutdown;
    }

    @Override
    public ChannelFuture shutdownOutput() {
      isOutputShutdown = true;
      return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
      isOutputShutdown = true;
      return promise.setSuccess();
    }

    @Override
    public boolean isInputShutdown() {
      return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShutdown() {
      return isOutputShutdown;
    }

    @Override
    public ChannelFuture shutdown() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
      throw new UnsupportedOperationException();
    }
  }
}
