package dev.visitortracker.api.query.stream;

import dev.visitortracker.api.admission.ConcurrencyLimit;
import dev.visitortracker.api.admission.ConcurrencyLimit.Slot;
import dev.visitortracker.api.http.Bodies;
import dev.visitortracker.api.lifecycle.Closing;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.query.StalledReader;
import dev.visitortracker.api.tail.Tail;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.TokenResult;
import dev.visitortracker.api.token.TokenResult.Unreadable;
import dev.visitortracker.api.token.TokenResult.Valid;
import dev.visitortracker.api.token.VisitTokens;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code GET /visits/stream}: visits as they become visible, as server-sent events. */
@Component
public final class StreamHandler {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** nginx would keep events back until they fill a buffer. */
  private static final String UNBUFFERED = "X-Accel-Buffering";

  private final Tail tail;
  private final VisitTokens tokens;
  private final ServerSentEvents events;
  private final Closing closing;
  private final Metrics metrics;
  private final TailSettings settings;
  private final ConcurrencyLimit subscribers;
  private final ConcurrencyLimit catchUps;

  StreamHandler(
      Tail tail, VisitTokens tokens, Closing closing, Metrics metrics, TailSettings settings) {
    this.tail = tail;
    this.tokens = tokens;
    this.events = new ServerSentEvents(tokens);
    this.closing = closing;
    this.metrics = metrics;
    this.settings = settings;
    this.subscribers = new ConcurrencyLimit(settings.maxSubscribers());
    this.catchUps = new ConcurrencyLimit(settings.maxCatchUps());
    metrics.streams(subscribers::taken);
    metrics.streamsCatchingUp(catchUps::taken);
  }

  public Mono<ServerResponse> stream(ServerRequest request) {
    var parameters = new Parameters(request.queryParams(), Parameters.OF_STREAMS);
    TokenResult after = lastEventId(request, parameters);
    return stream(parameters.filters(), after, Bodies.areWanted(request));
  }

  private Mono<ServerResponse> stream(
      Map<Filter, Object> filters, @Nullable TokenResult after, boolean hasBody) {
    if (!tail.isReachable()) {
      return ProblemResponse.of(
          refused(ProblemType.READ_UNAVAILABLE, "Kafka or all databases cannot be reached"));
    }
    if (!hasBody) {
      return head().build();
    }
    return Mono.defer(
        () ->
            subscribers
                .take()
                .map(slot -> start(pieces(filters, after), slot))
                .orElseGet(() -> ProblemResponse.of(busy())));
  }

  private Flux<byte[]> pieces(Map<Filter, Object> filters, @Nullable TokenResult after) {
    return switch (after) {
      case null -> follow(filters, null);
      case Valid place -> follow(filters, place.position());
      case Unreadable why -> follow(filters, null).startWith(Mono.fromSupplier(() -> gap(why)));
    };
  }

  private Flux<byte[]> follow(Map<Filter, Object> filters, @Nullable Position after) {
    return Flux.defer(
        () ->
            new Follower(tail, filters, events, catchUps, metrics, settings)
                .follow(after, closing.begun()));
  }

  /**
   * A place that cannot be read is no reason to refuse the reader: a page gives up for ever on 400,
   * and nobody who looks at it could send another id. So it is told that it has missed something.
   */
  private byte[] gap(Unreadable why) {
    metrics.streamBeganAnew(why.name());
    return events.gap(null, why.word());
  }

  private Mono<ServerResponse> start(Flux<byte[]> pieces, Slot slot) {
    return head()
        .build(
            (exchange, context) ->
                write(pieces, exchange.getResponse()).doFinally(end -> slot.release()));
  }

  /** A piece leaves when it is there. */
  private static Mono<Void> write(Flux<byte[]> pieces, ServerHttpResponse response) {
    DataBufferFactory buffers = response.bufferFactory();
    return response.writeAndFlushWith(
        pieces
            .doOnError(stalled -> StalledReader.disconnect(response))
            .map(piece -> Mono.just(buffers.wrap(piece))));
  }

  private static ServerResponse.BodyBuilder head() {
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .cacheControl(CacheControl.noStore())
        .header(UNBUFFERED, "no");
  }

  /** The header goes first: a page that comes back sends the parameter that it began with. */
  private @Nullable TokenResult lastEventId(ServerRequest request, Parameters parameters) {
    String header = request.headers().firstHeader(LAST_EVENT_ID);
    String id = StringUtils.hasLength(header) ? header : parameters.text(Parameters.LAST_EVENT_ID);
    return id == null ? null : tokens.read(id);
  }

  private Problem busy() {
    return refused(
        ProblemType.OVER_CAPACITY,
        "as many streams run as may, which are " + settings.maxSubscribers());
  }

  private Problem refused(ProblemType type, String detail) {
    return Problem.of(type, detail).withRetryAfter(settings.retryAfter());
  }
}
