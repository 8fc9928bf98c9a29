package dev.visitortracker.api.query.stats;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.CachedReads;
import dev.visitortracker.api.query.Content;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.IdRange;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.query.stats.Top.Sample;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /stats/top}: the values that most visits have. All visits are counted for sites, as
 * long as there are not too many, the newest ones of the range for anything else; the answer says
 * how many and back to when.
 */
@Component
public final class TopHandler {
  private static final String BY = "by";
  private static final List<String> OF_SITES = List.of(BY, Parameters.LIMIT);
  private static final List<String> OF_VISITS =
      List.of(BY, Parameters.LIMIT, Filter.SITE.parameter(), Parameters.FROM, Parameters.TO);

  private final ReplicaSet replicas;
  private final CachedReads reads;
  private final QuerySettings settings;

  TopHandler(ReplicaSet replicas, CachedReads reads, QuerySettings settings) {
    this.replicas = replicas;
    this.reads = reads;
    this.settings = settings;
  }

  public Mono<ServerResponse> top(ServerRequest request, ReadTerms terms) {
    TopBy by =
        new Parameters(request.queryParams(), OF_VISITS).word(BY, TopBy.ENDPOINT, TopBy.class);
    return by == TopBy.SITE
        ? sites(request, new Parameters(request.queryParams(), OF_SITES), terms)
        : newest(by, request, new Parameters(request.queryParams(), OF_VISITS), terms);
  }

  private Mono<ServerResponse> sites(
      ServerRequest request, Parameters parameters, ReadTerms terms) {
    int limit = limit(parameters);
    return answer(request, terms, "top:site:" + limit, connection -> sites(connection, limit));
  }

  private Mono<ServerResponse> newest(
      TopBy by, ServerRequest request, Parameters parameters, ReadTerms terms) {
    var site = (String) parameters.filters().get(Filter.SITE);
    IdRange range = parameters.times();
    int limit = limit(parameters);
    String key =
        String.join(
            ":",
            "top",
            by.word(),
            String.valueOf(limit),
            range.from().toString(),
            range.before().toString(),
            site == null ? "" : site);
    return answer(request, terms, key, connection -> newest(connection, by, site, range, limit));
  }

  /** Anyone may name sites, so their counts are added up only while they are not too many. */
  private Mono<Top> sites(Connection connection, int limit) {
    return TopStatement.sites(connection, settings.topCounts(), limit)
        .switchIfEmpty(
            Mono.defer(
                () ->
                    newest(connection, TopBy.SITE, null, new IdRange(Ulid.MIN, Ulid.MAX), limit)));
  }

  /** A site without visits is not searched for through the visits of all others. */
  private Mono<Top> newest(
      Connection connection, TopBy by, @Nullable String site, IdRange range, int limit) {
    return CountStatement.total(connection, site)
        .flatMap(
            total ->
                total == 0
                    ? Mono.just(new Top(by, site, Sample.EMPTY, List.of()))
                    : TopStatement.newest(
                        connection, by, site, range, settings.topSample(), limit));
  }

  private int limit(Parameters parameters) {
    return parameters.number(Parameters.LIMIT, settings.defaultTop(), settings.maxTop());
  }

  private Mono<ServerResponse> answer(
      ServerRequest request, ReadTerms terms, String key, Function<Connection, Mono<Top>> read) {
    return reads.open(
        request,
        terms,
        key,
        () ->
            replicas.read(
                terms, connection -> read.apply(connection).map(top -> Content.of(top.json()))));
  }
}
