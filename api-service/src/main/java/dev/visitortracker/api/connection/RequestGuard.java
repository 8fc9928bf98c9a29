package dev.visitortracker.api.connection;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.telemetry.Metrics;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the HTTP codec and Reactor Netty, one for each connection, and runs on its event
 * loop only. Reactor Netty answers what cannot be decoded by a status alone, and takes a body whose
 * chunks are broken for one that is complete; here the first becomes a problem and the second an
 * error of the body. Behind either, nothing more is read and the connection is closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // When a write or a close fails, the client is gone.
final class RequestGuard extends ChannelDuplexHandler {
  private final ConnectionSettings settings;
  private final DecodingFailures failures;
  private final ProblemMessages messages;
  private final Metrics metrics;
  private final RequestRules rules = new RequestRules();

  /** Answers that are not finished yet; more than one where a client sends ahead. */
  private int answersDue;

  /** Whether bytes have come behind which no header has been read yet. */
  private boolean isHeaderAwaited;

  /** Whether a header has been read whose body has not ended. */
  private boolean isInRequest;

  /** Whether the method of the request in work has a body that a route reads. */
  private boolean isBodyRead;

  /** Nothing behind this point can be read, so the connection ends with the next answer. */
  private boolean isBroken;

  private boolean isInformational;
  private @Nullable Problem refusal;
  private @Nullable Future<?> deadline;

  RequestGuard(
      ConnectionSettings settings,
      DecodingFailures failures,
      ProblemMessages messages,
      Metrics metrics) {
    this.settings = settings;
    this.failures = failures;
    this.messages = messages;
    this.metrics = metrics;
  }

  /** Bytes are there that the codec has not seen. */
  void bytesArrived() {
    isHeaderAwaited |= !isInRequest && answersDue == 0 && !isBroken;
  }

  /** The codec has seen all bytes that were there; nearly always they held a header. */
  void bytesRead(ChannelPipeline pipeline) {
    if (isHeaderAwaited && deadline == null) {
      ChannelHandlerContext context = pipeline.context(this);
      watch(context, settings.headerTimeout(), () -> headerStalled(context));
    }
  }

  /** Whether the client may be sending still, so that a close at once could cost it the answer. */
  boolean isSending() {
    return isInRequest || isBroken;
  }

  Duration drainTimeout() {
    return settings.drainTimeout();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case Object behind when isBroken -> ReferenceCountUtil.release(behind);
      case HttpRequest request -> read(context, request);
      case HttpContent content -> read(context, content);
      default -> context.fireChannelRead(message);
    }
  }

  private void read(ChannelHandlerContext context, HttpRequest request) {
    stopWatching();
    isHeaderAwaited = false;
    isInRequest = true;
    isBodyRead = request.method().equals(HttpMethod.POST);
    answersDue++;
    DecoderResult decoded = request.decoderResult();
    Problem problem = decoded.isFailure() ? failures.of(decoded.cause()) : rules.broken(request);
    if (problem != null) {
      refuse(problem);
      request.setDecoderResult(
          DecoderResult.failure(new RefusedRequestException(problem.detail())));
    }
    context.fireChannelRead(request);
  }

  private void read(ChannelHandlerContext context, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      isBroken = true;
      // A route that is called in this turn of the event loop has then subscribed to the body.
      context.executor().execute(() -> bodyBroke(context, content.decoderResult().cause()));
      return;
    }
    if (content instanceof LastHttpContent) {
      isInRequest = false;
      stopWatching();
    }
    context.fireChannelRead(content);
  }

  private void bodyBroke(ChannelHandlerContext context, Throwable cause) {
    if (answersDue != 1) {
      // It was answered before, or belongs to a request that was sent ahead and waits its turn.
      context.close();
    } else if (isBodyRead) {
      context.fireExceptionCaught(new ProblemException(failures.ofBody(cause)));
    }
  }

  private void refuse(Problem problem) {
    isBroken = true;
    refusal = problem;
    metrics.requestRefused(problem.type().name());
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    Object written = message;
    if (refusal != null && isEmptyRefusal(message)) {
      ReferenceCountUtil.release(message);
      written = messages.of(refusal);
    }
    if (written instanceof HttpResponse response) {
      isInformational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (isBroken && !isInformational) {
        HttpUtil.setKeepAlive(response, false);
      }
    }
    boolean isEnd = written instanceof LastHttpContent && !isInformational;
    context.write(written, isEnd ? answered(context, promise) : promise);
  }

  private ChannelPromise answered(ChannelHandlerContext context, ChannelPromise promise) {
    answersDue--;
    if (isBroken) {
      return promise.unvoid().addListener(ChannelFutureListener.CLOSE);
    }
    if (isInRequest) {
      watch(context, settings.drainTimeout(), () -> drainStalled(context));
    }
    return promise;
  }

  private static boolean isEmptyRefusal(Object message) {
    return message instanceof FullHttpResponse response
        && response.status().codeClass() == HttpStatusClass.CLIENT_ERROR
        && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE);
  }

  private void headerStalled(ChannelHandlerContext context) {
    refuse(
        Problem.of(
            ProblemType.HEADER_STALLED,
            "the header did not arrive within " + settings.headerTimeout().toMillis() + " ms"));
    context
        .writeAndFlush(messages.of(Objects.requireNonNull(refusal)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void drainStalled(ChannelHandlerContext context) {
    metrics.connectionCut();
    isInRequest = false;
    context.close();
  }

  private void watch(ChannelHandlerContext context, Duration atMost, Runnable late) {
    stopWatching();
    deadline = context.executor().schedule(late, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stopWatching() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopWatching();
    context.fireChannelInactive();
  }
}
