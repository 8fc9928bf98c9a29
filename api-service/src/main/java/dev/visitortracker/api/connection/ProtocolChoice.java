package dev.visitortracker.api.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Decides by the first bytes of a connection which version of HTTP it speaks: HTTP/2 begins with a
 * preface of 24 bytes (RFC 9113, section 3.4). For HTTP/1.1 it takes out what Reactor Netty has put
 * there for HTTP/2 and puts the guards around the codec. A request to upgrade is not heeded, as RFC
 * 9113 has it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed close.
final class ProtocolChoice extends ChannelInboundHandlerAdapter {
  private static final ByteBuf PREFACE =
      Unpooled.unreleasableBuffer(Http2CodecUtil.connectionPrefaceBuf());

  private static final String NAME = "visitor-tracker.";

  private final RequestGuard requests;
  private final StreamLimit streams;
  private final Duration patience;
  private ByteBuf begun = Unpooled.EMPTY_BUFFER;
  private boolean isHttp2;
  private @Nullable Future<?> deadline;

  /**
   * @param requests the guard of HTTP/1.1
   * @param streams of HTTP/2
   * @param patience how long the preface may take
   */
  ProtocolChoice(RequestGuard requests, StreamLimit streams, Duration patience) {
    this.requests = requests;
    this.streams = streams;
    this.patience = patience;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (isHttp2 || !(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    begun = begun.isReadable() ? Unpooled.wrappedBuffer(begun, bytes) : bytes;
    int compared = Math.min(begun.readableBytes(), PREFACE.readableBytes());
    if (!ByteBufUtil.equals(begun, begun.readerIndex(), PREFACE, PREFACE.readerIndex(), compared)) {
      guardHttp1(context.pipeline());
      passOn(context);
      context.pipeline().remove(this);
    } else if (compared == PREFACE.readableBytes()) {
      isHttp2 = true;
      begin(context);
    } else if (deadline == null) {
      deadline =
          context
              .executor()
              .schedule(() -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (begun.isReadable()) {
      context.read();
    } else {
      context.fireChannelReadComplete();
    }
  }

  /** A client of HTTP/2 that has ended its side gets the answers under way, and no new ones. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      context.channel().close();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    begun.release();
    begun = Unpooled.EMPTY_BUFFER;
  }

  private void guardHttp1(ChannelPipeline pipeline) {
    pipeline.remove(NettyPipeline.H2CUpgradeHandler);
    pipeline.remove(HttpServerUpgradeHandler.class);
    String codec = pipeline.context(HttpServerCodec.class).name();
    pipeline.addBefore(codec, NAME + "bytes", new ByteGuard(requests));
    pipeline.addAfter(codec, NAME + "requests", requests);
  }

  /** The preface alone makes Reactor Netty put the handlers of HTTP/2 in place. */
  private void begin(ChannelHandlerContext context) {
    context.fireChannelRead(begun.readRetainedSlice(PREFACE.readableBytes()));
    ChannelPipeline pipeline = context.pipeline();
    pipeline.addBefore(
        NettyPipeline.H2MultiplexHandler,
        NAME + "streams",
        streams.of(pipeline.get(Http2FrameCodec.class)));
    passOn(context);
  }

  private void passOn(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    ByteBuf first = begun;
    begun = Unpooled.EMPTY_BUFFER;
    context.fireChannelRead(first);
  }
}
