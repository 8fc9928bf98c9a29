package dev.visitortracker.api.coding;

import dev.visitortracker.api.admission.ConcurrencyLimit;
import dev.visitortracker.api.admission.ConcurrencyLimit.Slot;
import dev.visitortracker.api.telemetry.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * An answer that is compressed on its way out, where its caller asks for that. An answer that is
 * whole is compressed at once and keeps a length; {@code HEAD} so states the length that {@code
 * GET} has. Of a stream each piece is compressed so that it can be read when it arrives.
 */
final class CompressedResponse extends ServerHttpResponseDecorator {
  /** A live stream has pieces of a few bytes, and the others are compressed in themselves. */
  private static final List<String> UNCODED =
      List.of("text/event-stream", "image/", "audio/", "video/", "font/");

  private static final int MAX_BYTES_ON_EVENT_LOOP = 64 * 1024;

  private final HttpHeaders asked;
  private final long minSizeInBytes;
  private final ConcurrencyLimit streams;
  private final Metrics metrics;

  /**
   * @param asked the request's headers
   * @param minSize from so many bytes on an answer is compressed whose length is known
   * @param streams that may be compressed at the same time
   */
  CompressedResponse(
      HttpHeaders asked,
      ServerHttpResponse plain,
      DataSize minSize,
      ConcurrencyLimit streams,
      Metrics metrics) {
    super(plain);
    this.asked = asked;
    this.minSizeInBytes = minSize.toBytes();
    this.streams = streams;
    this.metrics = metrics;
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
    AcceptedCodings accepted = negotiate();
    if (accepted.best() == ContentCoding.IDENTITY) {
      return super.writeWith(body);
    }
    return body instanceof Mono<? extends DataBuffer> whole
        ? super.writeWith(whole.flatMap(plain -> codeOnItsThread(plain, accepted)))
        : super.writeWith(
            stream(
                accepted.best(),
                Flux.from(body),
                this::code,
                compressor -> Mono.fromSupplier(() -> end(compressor))));
  }

  @Override
  public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
    AcceptedCodings accepted = negotiate();
    return accepted.best() == ContentCoding.IDENTITY
        ? super.writeAndFlushWith(body)
        : super.writeAndFlushWith(
            stream(
                accepted.best(),
                Flux.<Publisher<? extends DataBuffer>>from(body),
                (piece, compressor) -> Flux.from(piece).map(plain -> code(plain, compressor)),
                compressor -> Mono.just(Mono.fromSupplier(() -> end(compressor)))));
  }

  @Override
  public Mono<Void> setComplete() {
    AcceptedCodings accepted = negotiate();
    if (isHeadOfStream() && accepted.best() != ContentCoding.IDENTITY) {
      name(accepted.best());
    }
    return super.setComplete();
  }

  /** An answer without a body that has a type but no length is that to {@code HEAD}. */
  private boolean isHeadOfStream() {
    return HttpStatus.OK.equals(getStatusCode())
        && getHeaders().getContentType() != null
        && getHeaders().getContentLength() < 0;
  }

  /** Also says that it has been done: caches must know that the same URL has other answers. */
  private AcceptedCodings negotiate() {
    HttpHeaders headers = getHeaders();
    if (isCommitted()
        || isUncoded(headers.getFirst(HttpHeaders.CONTENT_TYPE))
        || headers.containsHeader(HttpHeaders.CONTENT_ENCODING)) {
      return AcceptedCodings.ONLY_PLAIN;
    }
    vary(headers);
    return AcceptedCodings.of(asked.getOrEmpty(HttpHeaders.ACCEPT_ENCODING));
  }

  private static void vary(HttpHeaders headers) {
    String others = String.join(", ", headers.getOrEmpty(HttpHeaders.VARY));
    if (others.isEmpty()) {
      headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    } else if (!others.contains(HttpHeaders.ACCEPT_ENCODING)) {
      headers.set(HttpHeaders.VARY, others + ", " + HttpHeaders.ACCEPT_ENCODING);
    }
  }

  /** The types are our own, in lower case. */
  private static boolean isUncoded(@Nullable String type) {
    return type != null && UNCODED.stream().anyMatch(type::startsWith);
  }

  /** An event loop does not wait for what takes more than about 2 ms. */
  private Mono<DataBuffer> codeOnItsThread(DataBuffer whole, AcceptedCodings accepted) {
    Mono<DataBuffer> coded = Mono.fromCallable(() -> code(whole, accepted));
    return whole.readableByteCount() > MAX_BYTES_ON_EVENT_LOOP
        ? coded.subscribeOn(Schedulers.boundedElastic())
        : coded;
  }

  /** An answer that would not become smaller stays as it is. */
  private DataBuffer code(DataBuffer whole, AcceptedCodings accepted) {
    if (whole.readableByteCount() < minSizeInBytes && accepted.isPlainTaken()) {
      return whole;
    }
    byte[] plain = bytes(whole);
    byte[] coded = Compressor.whole(plain, accepted.best());
    boolean isSent = coded.length < plain.length || !accepted.isPlainTaken();
    if (isSent) {
      name(accepted.best());
    }
    byte[] sent = isSent ? coded : plain;
    getHeaders().setContentLength(sent.length);
    return bufferFactory().wrap(sent);
  }

  /** As many as may be are compressed at the same time; one more is sent as it is. */
  private <T> Flux<T> stream(
      ContentCoding coding,
      Flux<T> plain,
      BiFunction<T, Compressor, T> coded,
      Function<Compressor, Mono<T>> end) {
    return Flux.defer(
        () ->
            streams
                .take()
                .map(
                    slot ->
                        Flux.using(
                            () -> slot, taken -> coded(coding, plain, coded, end), Slot::release))
                .orElseGet(
                    () -> {
                      metrics.codedStreamRefused();
                      return plain;
                    }));
  }

  private <T> Flux<T> coded(
      ContentCoding coding,
      Flux<T> plain,
      BiFunction<T, Compressor, T> coded,
      Function<Compressor, Mono<T>> end) {
    name(coding);
    getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
    return Flux.using(
        () -> Compressor.of(coding),
        compressor ->
            plain.map(piece -> coded.apply(piece, compressor)).concatWith(end.apply(compressor)),
        Compressor::close);
  }

  private DataBuffer code(DataBuffer piece, Compressor compressor) {
    return bufferFactory().wrap(compressor.next(bytes(piece)));
  }

  private DataBuffer end(Compressor compressor) {
    return bufferFactory().wrap(compressor.end());
  }

  private void name(ContentCoding coding) {
    getHeaders().set(HttpHeaders.CONTENT_ENCODING, coding.name().toLowerCase(Locale.ROOT));
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }
}
