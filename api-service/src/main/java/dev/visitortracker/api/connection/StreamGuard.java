package dev.visitortracker.api.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;

/** Completes the answer of one stream of HTTP/2, as {@link RequestGuard} does for HTTP/1.1. */
final class StreamGuard extends ChannelOutboundHandlerAdapter {
  private final Dates dates;

  StreamGuard(Dates dates) {
    this.dates = dates;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The promise tells.
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
      response.headers().set(HttpHeaderNames.DATE, dates.now());
    }
    context.write(message, promise);
  }
}
