package dev.visitortracker.api.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the HTTP codec. It tells the guard behind the codec that bytes have come, and
 * closes in two steps where the client may still be sending: TCP throws an answer away that the
 * client has not read when bytes reach a closed socket, so first only our side is closed, and what
 * comes is dropped for a while (RFC 9112 section 9.6).
 */
final class ByteGuard extends ChannelDuplexHandler {
  private final RequestGuard requests;
  private boolean isClosing;

  /** For a client that does not end its side. */
  private @Nullable Future<?> lateClose;

  ByteGuard(RequestGuard requests) {
    this.requests = requests;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (isClosing) {
      ReferenceCountUtil.release(bytes);
      return;
    }
    requests.bytesArrived();
    context.fireChannelRead(bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    requests.bytesRead(context.pipeline());
  }

  /** Reactor Netty asks for the next request also where a reset has closed the connection. */
  @Override
  public void read(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      context.read();
    }
  }

  /** Both sides have ended, so nothing is left to be dropped. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed close.
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (isClosing && event instanceof ChannelInputShutdownEvent) {
      context.close();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (lateClose != null) {
      lateClose.cancel(false);
    }
    context.fireChannelInactive();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed close.
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!isClosing && !isSending(context)) {
      context.close(promise);
      return;
    }
    context.channel().closeFuture().addListener(closed -> promise.trySuccess());
    if (!isClosing) {
      isClosing = true;
      closeLater(context, (DuplexChannel) context.channel());
    }
  }

  private boolean isSending(ChannelHandlerContext context) {
    return requests.isSending()
        && context.channel().isActive()
        && context.channel() instanceof DuplexChannel;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed close.
  private void closeLater(ChannelHandlerContext context, DuplexChannel channel) {
    channel.shutdownOutput();
    channel.config().setAutoRead(true);
    lateClose =
        context
            .executor()
            .schedule(
                () -> context.close(), requests.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }
}
