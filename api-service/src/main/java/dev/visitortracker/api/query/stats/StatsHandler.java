package dev.visitortracker.api.query.stats;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.CachedReads;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.query.visits.VisitQuery;
import dev.visitortracker.api.query.visits.VisitRow;
import dev.visitortracker.api.query.visits.VisitStatement;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /stats}: how many visits there are, of one site or of all, how fast they come, and the
 * newest of them.
 */
@Component
public final class StatsHandler {
  private final ReplicaSet replicas;
  private final CachedReads reads;
  private final QuerySettings settings;
  private final InstantSource clock;

  StatsHandler(
      ReplicaSet replicas, CachedReads reads, QuerySettings settings, InstantSource clock) {
    this.replicas = replicas;
    this.reads = reads;
    this.settings = settings;
    this.clock = clock;
  }

  public Mono<ServerResponse> stats(ServerRequest request, ReadTerms terms) {
    var parameters = new Parameters(request.queryParams(), List.of(Filter.SITE.parameter()));
    Map<Filter, Object> filters = parameters.filters();
    var site = (String) filters.get(Filter.SITE);
    return reads.open(
        request,
        terms,
        "stats:" + (site == null ? "" : site),
        () -> replicas.read(terms, connection -> stats(connection, filters).map(Stats::content)));
  }

  /** One after the other: a connection does one statement at a time. */
  private Mono<Stats> stats(Connection connection, Map<Filter, Object> filters) {
    var site = (String) filters.get(Filter.SITE);
    Instant now = clock.instant();
    return SummaryStatement.summary(connection, site, firstMinute(now))
        .flatMap(
            summary ->
                recent(connection, filters, summary.total().visits())
                    .map(recent -> new Stats(site, summary, recent, now)));
  }

  private static Instant firstMinute(Instant now) {
    return Instant.ofEpochSecond(Minutes.startOf(now.toEpochMilli()))
        .minus(Duration.ofMinutes(Stats.MINUTES_BACK));
  }

  /** A site without visits is not searched for through the visits of all others. */
  private Mono<List<VisitRow>> recent(
      Connection connection, Map<Filter, Object> filters, long total) {
    int limit = settings.recentVisits();
    return total == 0
        ? Mono.just(List.of())
        : VisitStatement.page(
            connection, new VisitQuery(Ulid.MIN, Ulid.MAX, filters, 1, limit), 0, limit);
  }
}
