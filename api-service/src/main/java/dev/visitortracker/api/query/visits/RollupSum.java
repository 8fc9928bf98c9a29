package dev.visitortracker.api.query.visits;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.Grain;
import dev.visitortracker.event.VisitIds;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The sum of the worker's counts that is the number of visits of a query. The counts are written
 * with the visits, so the sum is exact, and it costs the same however many visits there are.
 *
 * @param site null: all sites
 * @param column which visits are counted
 * @param spans of the time; none: all of it
 */
public record RollupSum(@Nullable String site, String column, List<Span> spans) {
  private static final Set<Filter> COUNTED = Set.of(Filter.SITE, Filter.STATUS_CLASS);

  /** From there on a time stands for no end, which is how many write one. */
  private static final long NO_END = VisitIds.MAX_TIME_MILLIS - Grain.DAY.millis() + 1;

  /** How far ahead of now visits may be, at most, in ms; behind it there are no buckets. */
  private static final long AHEAD = 2 * Grain.DAY.millis();

  /** Whole buckets of a grain, from and before a time in ms since the epoch. */
  public record Span(Grain grain, long from, long before) {}

  public RollupSum {
    spans = List.copyOf(spans);
  }

  /**
   * The sum for a query, or null where the counts do not know its filters, its times are not whole
   * minutes, or it has more days than {@code maxDays}.
   */
  static @Nullable RollupSum of(VisitQuery query, long nowMillis, int maxDays) {
    String column = column((Short) query.filters().get(Filter.STATUS_CLASS));
    if (column == null || !COUNTED.containsAll(query.filters().keySet())) {
      return null;
    }
    String site = (String) query.filters().get(Filter.SITE);
    long from = query.from().getTime();
    boolean isOpen = query.before().equals(Ulid.MAX) || query.before().getTime() >= NO_END;
    long before = isOpen ? VisitIds.MAX_TIME_MILLIS + 1 : query.before().getTime();
    if (isOpen && from == 0) {
      return new RollupSum(site, column, List.of());
    }
    boolean isWhole = Grain.MINUTE.floor(from) == from && Grain.MINUTE.floor(before) == before;
    long days = (Math.min(before, nowMillis + AHEAD) - from) / Grain.DAY.millis();
    return isWhole && days <= maxDays ? new RollupSum(site, column, spans(from, before)) : null;
  }

  private static @Nullable String column(@Nullable Short statusClass) {
    return switch (statusClass == null ? 0 : (int) statusClass) {
      case 0 -> "visits";
      case 4 -> "client_errors";
      case 5 -> "server_errors";
      default -> null;
    };
  }

  private static List<Span> spans(long from, long before) {
    List<Span> spans = new ArrayList<>();
    add(Grain.MINUTE, from, before, spans);
    return spans;
  }

  /**
   * Adds the spans of one grain: as many buckets of the next wider grain as fit, then the rest on
   * both sides.
   */
  private static void add(Grain grain, long from, long before, List<Span> spans) {
    Grain wider =
        switch (grain) {
          case MINUTE -> Grain.HOUR;
          case HOUR -> Grain.DAY;
          case DAY -> null;
        };
    if (wider == null || wider.ceil(from) >= wider.floor(before)) {
      spans.add(new Span(grain, from, before));
      return;
    }
    addUnlessEmpty(grain, from, wider.ceil(from), spans);
    add(wider, wider.ceil(from), wider.floor(before), spans);
    addUnlessEmpty(grain, wider.floor(before), before, spans);
  }

  private static void addUnlessEmpty(Grain grain, long from, long before, List<Span> spans) {
    if (from < before) {
      spans.add(new Span(grain, from, before));
    }
  }

  Mono<Long> read(Connection connection) {
    Statement statement = connection.createStatement(text());
    int parameter = 0;
    if (!spans.isEmpty()) {
      statement
          .bind(parameter++, column(span -> span.grain().word(), String[]::new))
          .bind(parameter++, column(span -> span.from() / 1_000, Long[]::new))
          .bind(parameter++, column(span -> span.before() / 1_000, Long[]::new));
    }
    if (site != null) {
      statement.bind(parameter, site);
    }
    return Flux.from(statement.execute())
        .concatMap(
            result -> result.map((row, metadata) -> Objects.requireNonNull(row.get(0, Long.class))),
            1)
        .single();
  }

  private <T> T[] column(Function<Span, T> value, IntFunction<T[]> array) {
    return spans.stream().map(value).toArray(array);
  }

  /**
   * A span is a range of the primary key, read for itself; with a join they would not have to be.
   */
  public String text() {
    String counts = site == null ? "visit_totals" : "visit_counts";
    String sum = "select coalesce(sum(c." + column + "), 0)::bigint ";
    if (spans.isEmpty()) {
      return sum
          + "from %s c where c.grain = 'all'%s"
              .formatted(counts, site == null ? "" : " and c.site = $1");
    }
    return sum
        + """
        from unnest($1::text[], $2::bigint[], $3::bigint[]) s (grain, since, until)
        cross join lateral (select sum(t.%1$s) as %1$s from %2$s t where t.grain = s.grain
            and t.bucket >= to_timestamp(s.since) and t.bucket < to_timestamp(s.until)%3$s) c
        """
            .formatted(column, counts, site == null ? "" : " and t.site = $4");
  }
}
