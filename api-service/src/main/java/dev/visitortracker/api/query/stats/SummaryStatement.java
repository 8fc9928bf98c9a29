package dev.visitortracker.api.query.stats;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the totals, the newest minutes and the newest commit in one statement. It costs the same
 * however many visits and sites there are.
 */
public final class SummaryStatement {
  public static final String OF_ALL = text("visit_totals", "");
  public static final String OF_SITE = text("visit_counts", "and site = $2");

  /** A row of the result. */
  private record Line(String kind, @Nullable Long at, Counts counts) {
    static Line of(Row row) {
      return new Line(
          Objects.requireNonNull(row.get(0, String.class)),
          row.get(1, Long.class),
          Counts.of(row, 2));
    }
  }

  private SummaryStatement() {}

  /**
   * @param site null: all sites
   * @param from start of the first minute
   */
  static Mono<Summary> summary(Connection connection, @Nullable String site, Instant from) {
    Statement statement = connection.createStatement(site == null ? OF_ALL : OF_SITE);
    statement.bind(0, OffsetDateTime.ofInstant(from, ZoneOffset.UTC));
    if (site != null) {
      statement.bind(1, site);
    }
    return Flux.from(statement.execute())
        .concatMap(result -> result.map((row, metadata) -> Line.of(row)), 1)
        .collectList()
        .map(SummaryStatement::summary);
  }

  private static String text(String counts, String ofSite) {
    return """
    select 'all', null::bigint, coalesce(sum(visits), 0)::bigint,
        coalesce(sum(client_errors), 0)::bigint, coalesce(sum(server_errors), 0)::bigint
    from %1$s where grain = 'all' %2$s
    union all
    select 'minute', extract(epoch from bucket)::bigint, sum(visits)::bigint,
        sum(client_errors)::bigint, sum(server_errors)::bigint
    from %1$s where grain = 'minute' and bucket >= $1 %2$s group by bucket
    union all
    select 'commit', (extract(epoch from max(committed_at)) * 1000)::bigint, 0, 0, 0
    from ingest_watermark
    """
        .formatted(counts, ofSite);
  }

  private static Summary summary(List<Line> lines) {
    Counts total = Counts.NONE;
    Map<Long, Counts> minutes = new HashMap<>();
    Instant committedAt = null;
    for (Line line : lines) {
      Long at = line.at();
      if (line.kind().equals("all")) {
        total = line.counts();
      } else if (at != null && line.kind().equals("minute")) {
        minutes.put(at, line.counts());
      } else if (at != null) {
        committedAt = Instant.ofEpochMilli(at);
      }
    }
    return new Summary(total, new Minutes(minutes), committedAt);
  }
}
