package dev.visitortracker.api.connection;

import dev.visitortracker.api.telemetry.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection, or a stream of HTTP/2, whose client takes nothing of what waits for it,
 * whatever the answer is. What waits would stay in memory as long as the client likes. It looks
 * only while more waits than Netty lets a channel write, 64 KB; what is below that is bounded by
 * the number of connections.
 *
 * <p>It stands next to the socket, so that its close is not delayed by who drains a request.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed close.
final class ReaderGuard extends ChannelDuplexHandler {
  private final Duration stall;
  private final Metrics metrics;
  private long written;
  private @Nullable Future<?> look;

  ReaderGuard(Duration stall, Metrics metrics) {
    this.stall = stall;
    this.metrics = metrics;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      written += bytes.readableBytes();
    } else if (message instanceof ByteBufHolder holder) {
      written += holder.content().readableBytes();
    }
    context.write(message, promise);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      stopLooking();
    } else if (look == null) {
      lookAgain(context);
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopLooking();
    context.fireChannelInactive();
  }

  private void lookAgain(ChannelHandlerContext context) {
    long before = taken(context);
    look =
        context
            .executor()
            .schedule(() -> look(context, before), stall.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(ChannelHandlerContext context, long before) {
    if (taken(context) > before) {
      lookAgain(context);
    } else {
      metrics.readerCut();
      context.close();
    }
  }

  private void stopLooking() {
    if (look != null) {
      look.cancel(false);
      look = null;
    }
  }

  /**
   * Bytes that the client has taken so far, but for some that Netty adds for each buffer. A stream
   * of HTTP/2 has no buffer of its own and only tells how much it lacks until it is writable.
   */
  private long taken(ChannelHandlerContext context) {
    Channel channel = context.channel();
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null
        ? written - channel.bytesBeforeWritable()
        : written - buffer.totalPendingWriteBytes() + buffer.currentProgress();
  }
}
