package dev.visitortracker.api.query.stats;

import dev.visitortracker.api.query.CacheControlPolicy;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.IdRange;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.query.ReadResponses;
import dev.visitortracker.api.query.stats.Top.Sample;
import dev.visitortracker.api.replica.ReadOutcome;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import io.r2dbc.spi.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /stats/top}: the values that most visits have. All visits are counted for sites, the
 * newest ones of the range for anything else; the answer says how many and back to when.
 */
@Component
public final class TopHandler {
  private static final String BY = "by";
  private static final List<String> OF_SITES = List.of(BY, Parameters.LIMIT);
  private static final List<String> OF_VISITS =
      List.of(BY, Parameters.LIMIT, Filter.SITE.parameter(), Parameters.FROM, Parameters.TO);

  private final ReplicaSet replicas;
  private final CacheControlPolicy lifetimes;
  private final QuerySettings settings;

  TopHandler(ReplicaSet replicas, CacheControlPolicy lifetimes, QuerySettings settings) {
    this.replicas = replicas;
    this.lifetimes = lifetimes;
    this.settings = settings;
  }

  public Mono<ServerResponse> top(ServerRequest request, ReadTerms terms) {
    TopBy by =
        new Parameters(request.queryParams(), OF_VISITS).word(BY, TopBy.ENDPOINT, TopBy.class);
    return by == TopBy.SITE
        ? sites(new Parameters(request.queryParams(), OF_SITES), terms)
        : newest(by, new Parameters(request.queryParams(), OF_VISITS), terms);
  }

  private Mono<ServerResponse> sites(Parameters parameters, ReadTerms terms) {
    int limit = limit(parameters);
    return answer(replicas.read(terms, connection -> TopStatement.sites(connection, limit)));
  }

  private Mono<ServerResponse> newest(TopBy by, Parameters parameters, ReadTerms terms) {
    var site = (String) parameters.filters().get(Filter.SITE);
    IdRange range = parameters.times();
    int limit = limit(parameters);
    return answer(replicas.read(terms, connection -> newest(connection, by, site, range, limit)));
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

  private Mono<ServerResponse> answer(Mono<ReadOutcome<Top>> read) {
    return read.flatMap(
        outcome ->
            ReadResponses.of(
                outcome,
                served ->
                    Mono.just(
                        ReadResponses.json(served, served.value().json()).with(lifetimes.open()))));
  }
}
