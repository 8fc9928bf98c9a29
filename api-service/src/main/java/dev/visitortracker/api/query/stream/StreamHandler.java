package dev.visitortracker.api.query.stream;

import dev.visitortracker.api.http.Bodies;
import dev.visitortracker.api.lifecycle.Closing;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.query.ConcurrencyLimit;
import dev.visitortracker.api.query.ConcurrencyLimit.Slot;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.tail.Tail;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.VisitTokens;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /visits/stream}: visits as they become visible, as server-sent events. */
@Component
public final class StreamHandler {
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String NO_ID =
      "is not an id of this stream, or one of before its secret changed";
  private static final String ALLOWED = "the id of an event; without it the stream begins now";

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
    Position after = lastEventId(request, parameters);
    return stream(parameters.filters(), after, Bodies.areWanted(request));
  }

  private Mono<ServerResponse> stream(
      Map<Filter, Object> filters, @Nullable Position after, boolean hasBody) {
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
                .map(slot -> start(filters, after, slot))
                .orElseGet(() -> ProblemResponse.of(busy())));
  }

  private Mono<ServerResponse> start(
      Map<Filter, Object> filters, @Nullable Position after, Slot slot) {
    Flux<byte[]> pieces =
        Flux.defer(
                () ->
                    new Follower(tail, filters, events, catchUps, metrics, settings)
                        .follow(after, closing.begun()))
            .doFinally(end -> slot.release());
    return head().build((exchange, context) -> write(pieces, exchange.getResponse()));
  }

  /** A piece leaves when it is there. */
  private static Mono<Void> write(Flux<byte[]> pieces, ServerHttpResponse response) {
    DataBufferFactory buffers = response.bufferFactory();
    return response.writeAndFlushWith(
        pieces
            .doOnError(stalled -> disconnect(response))
            .map(piece -> Mono.just(buffers.wrap(piece))));
  }

  /** The server itself would wait until the reader has taken what was written before the error. */
  private static void disconnect(ServerHttpResponse response) {
    ServerHttpResponseDecorator.<HttpServerResponse>getNativeResponse(response)
        .withConnection(Connection::dispose);
  }

  private static ServerResponse.BodyBuilder head() {
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .cacheControl(CacheControl.noStore())
        .header(UNBUFFERED, "no");
  }

  /** The header goes first: a page that comes back sends the parameter that it began with. */
  private @Nullable Position lastEventId(ServerRequest request, Parameters parameters) {
    String header = request.headers().firstHeader(LAST_EVENT_ID);
    String parameter = parameters.text(Parameters.LAST_EVENT_ID);
    if (header != null && !header.isEmpty()) {
      return position(header, Problem.invalidHeader(LAST_EVENT_ID, NO_ID, ALLOWED));
    }
    return parameter == null
        ? null
        : position(parameter, Problem.invalidParameter(Parameters.LAST_EVENT_ID, NO_ID, ALLOWED));
  }

  private Position position(String id, Problem otherwise) {
    Position position = tokens.read(id);
    if (position == null) {
      throw new ProblemException(otherwise);
    }
    return position;
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
