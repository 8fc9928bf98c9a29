package dev.visitortracker.api.query.stats;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the sketches of the days of a range and merges them as they come. */
public final class VisitorsStatement {
  /** Always in the same order, so that every replica gives the same answer. */
  public static final String TEXT =
      """
      select day - $2, sketch from visitor_sketches
      where site = $1 and day >= $2 and day < $3 order by day, shard
      """;

  /** How the worker calls all sites together. */
  private static final String ALL_SITES = "";

  private VisitorsStatement() {}

  /**
   * @param site null: all sites
   * @param range in days
   */
  static Mono<VisitorDays> read(Connection connection, @Nullable String site, TimeRange range) {
    return Flux.from(
            connection
                .createStatement(TEXT)
                .bind(0, site == null ? ALL_SITES : site)
                .bind(1, date(range.from()))
                .bind(2, date(range.to()))
                .execute())
        .concatMap(result -> result.map((row, metadata) -> Sketch.of(row)), 1)
        .reduceWith(
            () -> new VisitorDays(site, range),
            (days, sketch) -> days.add(sketch.day(), sketch.bytes()));
  }

  private static LocalDate date(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** A row, gone as soon as it is merged. */
  @SuppressWarnings("ArrayRecordComponent") // nobody else has the bytes
  private record Sketch(int day, byte[] bytes) {
    static Sketch of(Row row) {
      return new Sketch(
          Objects.requireNonNull(row.get(0, Integer.class)),
          Objects.requireNonNull(row.get(1, byte[].class)));
    }
  }
}
