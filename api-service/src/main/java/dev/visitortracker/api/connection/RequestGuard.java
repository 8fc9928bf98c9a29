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
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

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
  private final Dates dates;
  private final Metrics metrics;
  private final RequestRules rules = new RequestRules();

  /** Requests whose answer is not finished yet; more than one where a client sends ahead. */
  private final ArrayDeque<Due> unanswered = new ArrayDeque<>();

  /** What decides about the frame of an answer. */
  private enum Due {
    HTTP_1_1,
    HTTP_1_0,
    HTTP_1_0_HEAD;

    static Due of(HttpRequest request) {
      if (!request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
        return HTTP_1_1;
      }
      return request.method().equals(HttpMethod.HEAD) ? HTTP_1_0_HEAD : HTTP_1_0;
    }
  }

  /** Whether the newest request came before the answers to those before it were finished. */
  private boolean isSentAhead;

  /** Whether bytes have come behind which no header has been read yet. */
  private boolean isHeaderAwaited;

  /** Whether a header has been read whose body has not ended. */
  private boolean isInRequest;

  /** Whether the method of the request in work has a body that a route reads. */
  private boolean isBodyRead;

  /** Nothing behind this point can be read, so the connection ends with the last answer due. */
  private boolean isBroken;

  /** No request follows those that are unanswered: the client said so, or has ended its side. */
  private boolean isLast;

  /** The answer in work ends where the connection ends. */
  private boolean isEndedByClose;

  /** The answer in work is a stream that has no end of its own. */
  private boolean isEndless;

  private boolean isInformational;
  private @Nullable Problem refusal;

  /** What broke the body of a request that waits behind others. */
  private @Nullable Throwable brokenLater;

  private @Nullable Future<?> deadline;

  RequestGuard(
      ConnectionSettings settings,
      DecodingFailures failures,
      ProblemMessages messages,
      Dates dates,
      Metrics metrics) {
    this.settings = settings;
    this.failures = failures;
    this.messages = messages;
    this.dates = dates;
    this.metrics = metrics;
  }

  /** Bytes are there that the codec has not seen. */
  void bytesArrived() {
    isHeaderAwaited |= !isInRequest && unanswered.isEmpty() && !isBroken;
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
      case Object behind when isBroken || (isLast && !isInRequest) ->
          ReferenceCountUtil.release(behind);
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
    isSentAhead = !unanswered.isEmpty();
    unanswered.add(Due.of(request));
    DecoderResult decoded = request.decoderResult();
    Problem problem = decoded.isFailure() ? failures.of(decoded.cause()) : rules.broken(request);
    if (problem != null) {
      refuse(problem);
      request.setDecoderResult(
          DecoderResult.failure(new RefusedRequestException(problem.detail())));
    }
    isLast |= !HttpUtil.isKeepAlive(request);
    if (problem == null) {
      hideFrame(request);
    }
    context.fireChannelRead(request);
  }

  /**
   * What the guard itself sees to. Reactor Netty would close behind the first of the answers that
   * are due, and behind each answer to HTTP/1.0.
   */
  private static void hideFrame(HttpRequest request) {
    if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      // HTTP/1.0 knows no 100 (Continue).
      request.headers().remove(HttpHeaderNames.EXPECT);
    }
    HttpUtil.setKeepAlive(request, true);
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
    if (unanswered.isEmpty()) {
      context.close();
    } else if (unanswered.size() > 1) {
      brokenLater = cause;
    } else if (isSentAhead) {
      // The server may not have taken it up yet, so nobody would be told.
      endWith(context, failures.ofBody(cause));
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
      complete(response);
    }
    boolean isEnd = written instanceof LastHttpContent && !isInformational;
    context.write(written, isEnd ? answered(context, promise) : promise);
  }

  /** What is known here only: the time, the version of the request, and what comes behind it. */
  private void complete(HttpResponse response) {
    isInformational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (isInformational) {
      return;
    }
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.DATE, dates.now());
    isEndless = isEventStream(headers.get(HttpHeaderNames.CONTENT_TYPE));
    Due due = unanswered.peek();
    if (due != null && due != Due.HTTP_1_1) {
      completeForOldClient(due, response);
    }
    if (isEndedByClose || (isLastAnswer() && (isBroken || isLast))) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  /** HTTP/1.0 knows no chunks (RFC 9112, 6.1), and must be told that the connection is kept. */
  private void completeForOldClient(Due due, HttpResponse response) {
    HttpHeaders headers = response.headers();
    headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    isEndedByClose =
        !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            && due != Due.HTTP_1_0_HEAD
            && !response.status().equals(HttpResponseStatus.NOT_MODIFIED)
            && !response.status().equals(HttpResponseStatus.NO_CONTENT);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
  }

  private boolean isLastAnswer() {
    return unanswered.size() <= 1;
  }

  private ChannelPromise answered(ChannelHandlerContext context, ChannelPromise promise) {
    boolean isLastAnswer = isLastAnswer();
    unanswered.poll();
    if (isEndedByClose || (isLastAnswer && (isBroken || isLast))) {
      isBroken = true;
      return promise.unvoid().addListener(ChannelFutureListener.CLOSE);
    }
    if (brokenLater != null && isLastAnswer()) {
      endWith(context, failures.ofBody(brokenLater));
    } else if (isInRequest && isLastAnswer) {
      watch(context, settings.drainTimeout(), () -> drainStalled(context));
    }
    return promise;
  }

  /** Sends the problem after the answer that is being written, in a task of its own. */
  private void endWith(ChannelHandlerContext context, Problem problem) {
    context
        .executor()
        .execute(
            () ->
                context
                    .writeAndFlush(dated(messages.of(problem)))
                    .addListener(ChannelFutureListener.CLOSE));
  }

  /**
   * The client has ended its side of the connection. What it asked for in whole is answered; a
   * stream without an end is not kept for a client that is most likely gone.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      isLast = true;
      if (unanswered.isEmpty() || isInRequest || isEndless) {
        context.close();
      }
    }
    context.fireUserEventTriggered(event);
  }

  private FullHttpResponse dated(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.DATE, dates.now());
    return response;
  }

  private static boolean isEventStream(@Nullable String type) {
    return type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
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
        .writeAndFlush(dated(messages.of(Objects.requireNonNull(refusal))))
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
