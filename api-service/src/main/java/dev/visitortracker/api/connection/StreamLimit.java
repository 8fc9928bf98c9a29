package dev.visitortracker.api.connection;

import dev.visitortracker.api.telemetry.Metrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many streams of HTTP/2 are open, over all connections. The request of one beyond the limit is
 * not handled, and its client is told that it may send it again (RFC 9113, section 8.7).
 */
final class StreamLimit {
  private final int max;
  private final Metrics metrics;
  private final AtomicInteger open = new AtomicInteger();

  StreamLimit(int max, Metrics metrics) {
    this.max = max;
    this.metrics = metrics;
    metrics.streamsOfHttp2(open::get, max);
  }

  /** The handler of one connection; it belongs behind the codec. */
  ChannelInboundHandlerAdapter of(Http2FrameCodec codec) {
    Http2Connection connection = codec.connection();
    PropertyKey isNew = connection.newKey();
    connection.addListener(new Counter(isNew));
    return new Gate(connection, isNew);
  }

  private final class Counter extends Http2ConnectionAdapter {
    private final PropertyKey isNew;

    Counter(PropertyKey isNew) {
      this.isNew = isNew;
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
      open.incrementAndGet();
      stream.setProperty(isNew, true);
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      open.decrementAndGet();
    }
  }

  private final class Gate extends ChannelInboundHandlerAdapter {
    private final Http2Connection connection;
    private final PropertyKey isNew;

    Gate(Http2Connection connection, PropertyKey isNew) {
      this.connection = connection;
      this.isNew = isNew;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed reset.
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2HeadersFrame headers && isBeyondTheLimit(headers)) {
        ReferenceCountUtil.release(frame);
        metrics.streamRefused();
        context.writeAndFlush(
            new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM).stream(headers.stream()));
      } else {
        context.fireChannelRead(frame);
      }
    }

    /** Trailers come in such a frame, too, and belong to a request that is handled. */
    private boolean isBeyondTheLimit(Http2HeadersFrame headers) {
      Http2Stream stream = connection.stream(headers.stream().id());
      return stream != null && stream.removeProperty(isNew) != null && open.get() > max;
    }
  }
}
