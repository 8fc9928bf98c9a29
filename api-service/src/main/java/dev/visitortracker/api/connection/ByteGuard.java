package dev.visitortracker.api.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Stands before the HTTP codec. It tells the guard behind the codec that bytes have come, and
 * closes in two steps where the client may still be sending: TCP throws an answer away that the
 * client has not read when bytes reach a closed socket, so first only our side is closed, and what
 * comes is dropped for a while (RFC 9112 section 9.6).
 */
final class ByteGuard extends ChannelDuplexHandler {
  private final RequestGuard requests;
  private boolean isClosing;

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

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed close.
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (isClosing) {
      context.channel().closeFuture().addListener(closed -> promise.trySuccess());
    } else if (requests.isSending()
        && context.channel().isActive()
        && context.channel() instanceof DuplexChannel channel) {
      isClosing = true;
      channel.shutdownOutput();
      channel.config().setAutoRead(true);
      context
          .executor()
          .schedule(
              () -> context.close(promise),
              requests.drainTimeout().toMillis(),
              TimeUnit.MILLISECONDS);
    } else {
      context.close(promise);
    }
  }
}
