package dev.visitortracker.api.query.stats;

import dev.visitortracker.api.query.CachedReads;
import dev.visitortracker.api.query.Content;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.Grain;
import dev.visitortracker.api.query.Parameters;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.replica.ReadTerms;
import dev.visitortracker.api.replica.ReplicaSet;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /stats/visitors}: how many different visitors each day had and all days together, of
 * one site or of all, with the bounds of the estimates.
 */
@Component
public final class VisitorsHandler {
  private static final List<String> KNOWN =
      List.of(Filter.SITE.parameter(), Parameters.FROM, Parameters.TO);

  private final ReplicaSet replicas;
  private final CachedReads reads;
  private final QuerySettings settings;
  private final InstantSource clock;

  VisitorsHandler(
      ReplicaSet replicas, CachedReads reads, QuerySettings settings, InstantSource clock) {
    this.replicas = replicas;
    this.reads = reads;
    this.settings = settings;
    this.clock = clock;
  }

  public Mono<ServerResponse> visitors(ServerRequest request, ReadTerms terms) {
    var parameters = new Parameters(request.queryParams(), KNOWN);
    var site = (String) parameters.filters().get(Filter.SITE);
    TimeRange range = range(parameters);
    return reads.before(
        range.to(),
        request,
        terms,
        "visitors:" + range.key() + ":" + (site == null ? "" : site),
        () ->
            replicas.read(
                terms,
                connection ->
                    VisitorsStatement.read(connection, site, range)
                        .map(days -> Content.of(days.json()))));
  }

  /** The whole days, in UTC, that the times touch. */
  private TimeRange range(Parameters parameters) {
    long to = parameters.millis(Parameters.TO, clock.millis());
    long from =
        parameters.millis(
            Parameters.FROM,
            Math.max(0, Grain.DAY.ceil(to) - settings.defaultVisitorDays() * Grain.DAY.millis()));
    return TimeRange.of(Grain.DAY, from, to, settings.maxVisitorDays());
  }
}
