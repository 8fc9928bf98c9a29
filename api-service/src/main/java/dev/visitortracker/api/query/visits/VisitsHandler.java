package dev.visitortracker.api.query.visits;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.cache.CacheSettings;
import dev.visitortracker.api.http.Acceptance;
import dev.visitortracker.api.http.Bodies;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.query.CacheControlPolicy;
import dev.visitortracker.api.query.IdRange;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.query.ReadResponses;
import dev.visitortracker.api.query.export.ExportFormat;
import dev.visitortracker.api.query.export.Exports;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.ReadOutcome.Served;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import io.r2dbc.spi.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /visits}: visits, newest first, in pages or as an export, and {@code GET
 * /visits/{id}}: one of them.
 */
@Component
public final class VisitsHandler {
  /** The media types of {@link #list}. */
  public static final List<MediaType> FORMATS =
      List.of(
          MediaType.APPLICATION_JSON,
          ExportFormat.NDJSON.mediaType(),
          ExportFormat.CSV.mediaType());

  private final ReplicaSet replicas;
  private final Exports exports;
  private final CacheControlPolicy lifetimes;
  private final QuerySettings settings;
  private final InstantSource clock;
  private final RecentTotals totals;

  VisitsHandler(
      ReplicaSet replicas,
      Exports exports,
      CacheControlPolicy lifetimes,
      QuerySettings settings,
      CacheSettings cache,
      InstantSource clock) {
    this.lifetimes = lifetimes;
    this.replicas = replicas;
    this.exports = exports;
    this.settings = settings;
    this.clock = clock;
    this.totals = new RecentTotals(cache.ttl());
  }

  /** Pages as JSON, or all of them as a stream, as the caller accepts. */
  public Mono<ServerResponse> list(ServerRequest request, ReadTerms terms) {
    return Optional.ofNullable(Acceptance.best(request.headers(), FORMATS))
        .flatMap(ExportFormat::of)
        .map(format -> export(request, format, terms))
        .orElseGet(() -> page(request, terms));
  }

  private Mono<ServerResponse> export(ServerRequest request, ExportFormat format, ReadTerms terms) {
    var parameters = new Parameters(request.queryParams(), Parameters.OF_EXPORTS);
    int limit = parameters.number(Parameters.LIMIT, Integer.MAX_VALUE, 999_999_999);
    boolean isMarked = parameters.flag(Parameters.BOM);
    if (isMarked && format != ExportFormat.CSV) {
      throw ProblemException.parameter(Parameters.BOM, "is for CSV only", "true with text/csv");
    }
    return exports.answer(
        query(parameters), terms, format, isMarked, limit, Bodies.areWanted(request));
  }

  private Mono<ServerResponse> page(ServerRequest request, ReadTerms terms) {
    var parameters = new Parameters(request.queryParams(), Parameters.OF_VISITS);
    VisitQuery query = query(parameters);
    return query.depth() > settings.maxDepth()
        ? tooDeep(query, terms)
        : page(
            query,
            parameters.text(Parameters.CURSOR) == null,
            terms,
            new PageLinks(request.path(), parameters));
  }

  public Mono<ServerResponse> one(ServerRequest request, ReadTerms terms) {
    Ulid id = Parameters.idInPath(request);
    return replicas
        .read(terms, connection -> VisitStatement.one(connection, id))
        .flatMap(outcome -> ReadResponses.of(outcome, served -> one(id, served)));
  }

  private VisitQuery query(Parameters parameters) {
    IdRange times = parameters.times();
    Ulid cursor = parameters.id(Parameters.CURSOR, Ulid.MAX);
    if (parameters.text(Parameters.CURSOR) != null && parameters.text(Parameters.PAGE) != null) {
      throw ProblemException.parameter(
          Parameters.PAGE, "is given with a cursor", "only one of them");
    }
    return new VisitQuery(
        times.from(),
        cursor.compareTo(times.before()) < 0 ? cursor : times.before(),
        parameters.filters(),
        parameters.number(Parameters.PAGE, 1, Integer.MAX_VALUE),
        parameters.number(Parameters.PER_PAGE, settings.defaultPerPage(), settings.maxPerPage()));
  }

  private Mono<ServerResponse> page(
      VisitQuery query, boolean isNumbered, ReadTerms terms, PageLinks links) {
    return replicas
        .read(terms, connection -> page(connection, query, isNumbered, terms))
        .flatMap(
            outcome -> ReadResponses.of(outcome, served -> page(served.value(), served, links)));
  }

  /** One row more than the page holds tells whether there is a next one. */
  private Mono<Page> page(
      Connection connection, VisitQuery query, boolean isNumbered, ReadTerms terms) {
    return VisitStatement.page(connection, query, query.offset(), query.perPage() + 1)
        .flatMap(
            rows ->
                (isNumbered ? total(connection, query, rows, terms) : Mono.<Long>empty())
                    .map(total -> Page.of(query, rows, total))
                    .defaultIfEmpty(Page.of(query, rows, null)));
  }

  /**
   * Empty where it is not known. Behind a cursor nobody asks: such a page may be kept by caches for
   * as long as its visits stay the same, and the total does not.
   */
  private Mono<Long> total(
      Connection connection, VisitQuery query, List<VisitRow> rows, ReadTerms terms) {
    Long last = Page.lastOf(query, rows);
    if (last != null) {
      return Mono.just(last);
    }
    RollupSum sum = RollupSum.of(query, clock.millis(), settings.maxBuckets());
    return sum == null
        ? Mono.empty()
        : totals.of(sum, terms, Mono.defer(() -> sum.read(connection)));
  }

  private Mono<ServerResponse> page(Page page, Served<?> served, PageLinks links) {
    CacheControl lifetime = lifetimes.before(page.query().before().getTime());
    return Mono.just(
        ReadResponses.json(served, page.json())
            .with(lifetime)
            .with(HttpHeaders.LINK, links.of(page)));
  }

  /** The cursor behind the deepest page leads on from there. */
  private Mono<ServerResponse> tooDeep(VisitQuery query, ReadTerms terms) {
    int deepest = settings.maxDepth() / query.perPage();
    return replicas
        .read(
            terms,
            connection -> VisitStatement.page(connection, query, deepest * query.perPage() - 1, 1))
        .flatMap(outcome -> ProblemResponse.of(tooDeep(query, deepest, outcome)));
  }

  private static Problem tooDeep(
      VisitQuery query, int deepest, ReadOutcome<List<VisitRow>> outcome) {
    Problem problem =
        Problem.invalidParameter(
                Parameters.PAGE,
                "is too deep",
                "1 to " + deepest + " at " + query.perPage() + " per page; go on with cursor")
            .with("deepest_page", deepest);
    return outcome instanceof Served<List<VisitRow>> served && !served.value().isEmpty()
        ? problem.with(Parameters.CURSOR, served.value().getFirst().id().toString())
        : problem;
  }

  private Mono<ServerResponse> one(Ulid id, Served<List<VisitRow>> served) {
    if (served.value().isEmpty()) {
      return ProblemResponse.of(
          Problem.of(ProblemType.NOT_FOUND, "no visit has the id " + id)
              .withHeader(ReadResponses.SERVED_BY, served.servedBy()));
    }
    var json = new StringBuilder();
    served.value().getFirst().writeTo(json);
    return Mono.just(ReadResponses.json(served, json).with(lifetimes.unchanging()));
  }
}
