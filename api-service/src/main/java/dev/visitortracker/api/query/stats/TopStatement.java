package dev.visitortracker.api.query.stats;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.IdRange;
import dev.visitortracker.api.query.stats.Top.Place;
import dev.visitortracker.api.query.stats.Top.Sample;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ranks sites by the rollup, and anything else among the newest visits. */
public final class TopStatement {
  static final String SITES =
      """
      with counts as materialized (
          select site, visits from visit_counts where grain = 'all' limit $1)
      select to_json(site)::text, sum(visits)::bigint, (select count(*) from counts)::bigint
      from counts group by site order by 2 desc, 1 limit $2
      """;

  private TopStatement() {}

  /**
   * Of all visits; empty where there are more counts than may be added up.
   *
   * @param maxCounts a site has one for each partition of Kafka that its visits came through
   */
  static Mono<Top> sites(Connection connection, int maxCounts, int limit) {
    return Flux.from(
            connection.createStatement(SITES).bind(0, maxCounts + 1).bind(1, limit).execute())
        .concatMap(result -> result.map((row, metadata) -> RankedSite.of(row)), 1)
        .collectList()
        .filter(ranked -> ranked.isEmpty() || ranked.getFirst().counts() <= maxCounts)
        .map(ranked -> ranked.stream().map(RankedSite::place).toList())
        .map(places -> new Top(TopBy.SITE, null, null, places));
  }

  /**
   * @param site null: all sites
   * @param sampleSize most visits that are counted, the newest of the range
   */
  static Mono<Top> newest(
      Connection connection,
      TopBy by,
      @Nullable String site,
      IdRange range,
      int sampleSize,
      int limit) {
    Statement statement =
        connection
            .createStatement(text(by, site != null))
            .bind(0, range.from().toUuid())
            .bind(1, range.before().toUuid())
            .bind(2, sampleSize)
            .bind(3, limit);
    if (site != null) {
      statement.bind(4, site);
    }
    return Flux.from(statement.execute())
        .concatMap(result -> result.map((row, metadata) -> Ranked.of(row)), 1)
        .collectList()
        .map(
            ranked ->
                new Top(
                    by,
                    site,
                    ranked.isEmpty() ? Sample.EMPTY : ranked.getFirst().sample(),
                    ranked.stream().map(Ranked::place).toList()));
  }

  public static String text(TopBy by, boolean isOfSite) {
    return """
    with sample as materialized (
        select v.id, v.%s as value from visit_events v where v.id >= $1 and v.id < $2 %s
        order by v.id desc limit $3)
    select to_json(value)::text, count(*)::bigint, (select count(*) from sample)::bigint,
        (select id from sample order by id limit 1)
    from sample group by value order by 2 desc, 1 limit $4
    """
        .formatted(by.column(), isOfSite ? "and v.site = $5" : "");
  }

  private static Place place(Row row) {
    String value = row.get(0, String.class);
    return new Place(
        value == null ? "null" : value, Objects.requireNonNull(row.get(1, Long.class)));
  }

  /** A row, which repeats how many counts were added up for all of them. */
  private record RankedSite(Place place, long counts) {
    static RankedSite of(Row row) {
      return new RankedSite(
          TopStatement.place(row), Objects.requireNonNull(row.get(2, Long.class)));
    }
  }

  /** A row, which repeats what the sample is. */
  private record Ranked(Place place, Sample sample) {
    static Ranked of(Row row) {
      Ulid oldest = Ulid.from(Objects.requireNonNull(row.get(3, UUID.class)));
      return new Ranked(
          TopStatement.place(row),
          new Sample(Objects.requireNonNull(row.get(2, Long.class)), oldest.getTime()));
    }
  }
}
