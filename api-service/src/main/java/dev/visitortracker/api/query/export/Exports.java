package dev.visitortracker.api.query.export;

import dev.visitortracker.api.admission.ConcurrencyLimit;
import dev.visitortracker.api.admission.ConcurrencyLimit.Slot;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.query.CacheControlPolicy;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.query.ReadResponses;
import dev.visitortracker.api.query.StalledReader;
import dev.visitortracker.api.query.visits.VisitQuery;
import dev.visitortracker.api.query.visits.VisitRow;
import dev.visitortracker.api.query.visits.VisitStatement;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.replica.ReadOutcome.Unserved;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.token.Position;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Streams any number of visits in flat memory. The visits are read in batches, each behind the last
 * id of the one before, and the next batch is read when the reader has taken this one. So a slow
 * reader holds neither a connection nor a snapshot, and a batch that one replica fails is read from
 * another. A cursor of PostgreSQL would hold both as long as the reader likes.
 *
 * <p>Each batch is what its replica shows at that moment, and at least what every replica showed
 * when the export began: one that comes back from a crash may show less for a while and is not read
 * then. A visit that is stored meanwhile, in the part that is still to come, may be in the export.
 */
@Component
public final class Exports {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final ReplicaSet replicas;
  private final CacheControlPolicy lifetimes;
  private final QuerySettings settings;
  private final ConcurrencyLimit slots;

  Exports(ReplicaSet replicas, CacheControlPolicy lifetimes, QuerySettings settings) {
    this.replicas = replicas;
    this.lifetimes = lifetimes;
    this.settings = settings;
    this.slots = new ConcurrencyLimit(settings.maxExports());
  }

  /**
   * The first batch decides about the status; later ones can only end the answer.
   *
   * @param isMarked whether a byte order mark comes first
   * @param limit most visits in all
   * @param hasBody whether the visits are sent, and not only the head of the answer
   */
  public Mono<ServerResponse> answer(
      VisitQuery query,
      ReadTerms terms,
      ExportFormat format,
      boolean isMarked,
      long limit,
      boolean hasBody) {
    Position shown = replicas.visible().orElse(Position.START);
    var export =
        new Export(query, terms.with(shown), format, isMarked, settings.exportBatch(), limit);
    return Mono.defer(
        () ->
            slots
                .take()
                .map(slot -> start(export, slot, hasBody))
                .orElseGet(() -> ProblemResponse.of(busy())));
  }

  private Mono<ServerResponse> start(Export export, Slot slot, boolean hasBody) {
    return Mono.defer(() -> read(export))
        .flatMap(outcome -> start(outcome, export, slot, hasBody))
        .doOnError(failed -> slot.release())
        .doOnCancel(slot::release);
  }

  private Mono<ServerResponse> start(
      ReadOutcome<List<VisitRow>> outcome, Export export, Slot slot, boolean hasBody) {
    if (outcome instanceof Served<List<VisitRow>> served && hasBody) {
      Flux<byte[]> pieces =
          export
              .writeFirst(served.value())
              .concatWith(rest(export))
              .timeout(settings.exportStall());
      return head(export)
          .build(
              (exchange, context) ->
                  write(pieces, exchange.getResponse()).doFinally(end -> slot.release()));
    }
    slot.release();
    return ReadResponses.of(outcome, served -> head(export).build());
  }

  /**
   * A piece is a buffer, and the server asks for as many as it has room for. It ends when the
   * reader has taken the last of them or its connection is gone.
   */
  private static Mono<Void> write(Flux<byte[]> pieces, ServerHttpResponse response) {
    DataBufferFactory buffers = response.bufferFactory();
    Flux<DataBuffer> body =
        pieces
            .doOnError(TimeoutException.class, stalled -> StalledReader.disconnect(response))
            .map(buffers::wrap);
    return response.writeWith(body);
  }

  private ServerResponse.BodyBuilder head(Export export) {
    return ServerResponse.ok()
        .contentType(export.format().mediaType())
        .headers(headers -> asFile(export.format(), headers))
        .cacheControl(lifetimes.before(export.endMillis()))
        .varyBy(HttpHeaders.ACCEPT, ReadResponses.READ_AFTER);
  }

  /** What strangers have put into a visit is never shown as a page of this service. */
  private static void asFile(ExportFormat format, HttpHeaders headers) {
    headers.setContentDisposition(
        ContentDisposition.attachment().filename(format.fileName()).build());
    headers.set("X-Content-Type-Options", "nosniff");
  }

  private Flux<byte[]> rest(Export export) {
    return Flux.defer(() -> export.hasMore() ? batch(export) : Flux.empty())
        .repeat(export::hasMore);
  }

  /** {@code flatMapMany} takes the rows at once, so that a waiting reader holds no connection. */
  private Flux<byte[]> batch(Export export) {
    return read(export)
        .flatMap(Exports::rows)
        .retryWhen(
            Retry.fixedDelay(settings.exportRetries(), settings.exportRetryPause())
                .filter(NotServed.class::isInstance))
        .flatMapMany(rows -> export.write(rows));
  }

  private Mono<ReadOutcome<List<VisitRow>>> read(Export export) {
    return replicas.read(
        export.terms(),
        connection -> VisitStatement.page(connection, export.next(), 0, export.nextSize()));
  }

  private static Mono<List<VisitRow>> rows(ReadOutcome<List<VisitRow>> outcome) {
    return switch (outcome) {
      case Served<List<VisitRow>> served -> Mono.just(served.value());
      case Unserved<List<VisitRow>> unserved ->
          Mono.error(() -> new NotServed(unserved.reason().words()));
    };
  }

  private Problem busy() {
    return Problem.of(
            ProblemType.READ_UNAVAILABLE,
            "as many exports run as may, which are " + settings.maxExports())
        .withRetryAfter(RETRY_AFTER);
  }

  /** Ends an answer whose status is sent: the connection breaks off, and the reader sees it. */
  private static final class NotServed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotServed(String reason) {
      super(reason, null, false, false);
    }
  }
}
