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

/** {@code GET /stats/timeseries}: visits and errors by minute, hour or day. */
@Component
public final class TimeseriesHandler {
  private static final String GRAIN = "grain";
  private static final List<String> KNOWN =
      List.of(Filter.SITE.parameter(), Parameters.FROM, Parameters.TO, GRAIN);

  private final ReplicaSet replicas;
  private final CachedReads reads;
  private final QuerySettings settings;
  private final InstantSource clock;

  TimeseriesHandler(
      ReplicaSet replicas, CachedReads reads, QuerySettings settings, InstantSource clock) {
    this.replicas = replicas;
    this.reads = reads;
    this.settings = settings;
    this.clock = clock;
  }

  public Mono<ServerResponse> timeseries(ServerRequest request, ReadTerms terms) {
    var parameters = new Parameters(request.queryParams(), KNOWN);
    var site = (String) parameters.filters().get(Filter.SITE);
    TimeRange range = range(parameters);
    return reads.before(
        range.to(),
        request,
        terms,
        "timeseries:" + range.key() + ":" + (site == null ? "" : site),
        () ->
            replicas.read(
                terms,
                connection ->
                    TimeseriesStatement.read(connection, site, range)
                        .map(series -> Content.of(series.json()))));
  }

  /** Up to now, and back as many buckets as are shown by default. */
  private TimeRange range(Parameters parameters) {
    Grain grain = parameters.word(GRAIN, Grain.MINUTE, Grain.class);
    long to = parameters.millis(Parameters.TO, clock.millis());
    long from =
        parameters.millis(
            Parameters.FROM, Math.max(0, to - settings.defaultBuckets() * grain.millis()));
    return TimeRange.of(grain, from, to, settings.maxBuckets());
  }
}
