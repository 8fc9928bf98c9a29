package dev.visitortracker.api.query.stats;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the buckets of a time series that hold visits. */
public final class TimeseriesStatement {
  public static final String OF_ALL = text("visit_totals", "");
  public static final String OF_SITE = text("visit_counts", "and site = $4");

  private TimeseriesStatement() {}

  /**
   * @param site null: all sites
   */
  static Mono<Timeseries> read(Connection connection, @Nullable String site, TimeRange range) {
    Statement statement =
        connection
            .createStatement(site == null ? OF_ALL : OF_SITE)
            .bind(0, range.grain().word())
            .bind(1, time(range.from()))
            .bind(2, time(range.to()));
    if (site != null) {
      statement.bind(3, site);
    }
    return Flux.from(statement.execute())
        .concatMap(
            result ->
                result.map(
                    (row, metadata) ->
                        Map.entry(
                            Objects.requireNonNull(row.get(0, Long.class)), Counts.of(row, 1))),
            1)
        .collectMap(Entry::getKey, Entry::getValue)
        .map(byStart -> new Timeseries(site, range, byStart));
  }

  private static String text(String counts, String ofSite) {
    return """
    select extract(epoch from bucket)::bigint, sum(visits)::bigint, sum(client_errors)::bigint,
        sum(server_errors)::bigint
    from %s where grain = $1 and bucket >= $2 and bucket < $3 %s group by bucket
    """
        .formatted(counts, ofSite);
  }

  private static OffsetDateTime time(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
  }
}
