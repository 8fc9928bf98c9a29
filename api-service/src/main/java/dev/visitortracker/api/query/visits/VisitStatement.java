package dev.visitortracker.api.query.visits;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.query.IdRange;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Selects visits in the order of their ids. The range of ids is always given, so that PostgreSQL
 * visits only the partitions in it, and read in windows, so that it plans over few. There is one
 * text per set of filters: a condition like {@code ($1 is null or site = $1)} would keep generic
 * plans from using an index.
 *
 * <p>PostgreSQL writes each row as JSON, because decoding single columns costs this service twice
 * what the query costs the server.
 */
public final class VisitStatement {
  private static final String SELECT =
      """
      select v.id, row_to_json((select r from (select v.site, host(v.source_ip) as source_ip,
          v.endpoint, v.method, v.response_code, v.user_agent, v.referrer, v.duration_ms) r))::text
      from visit_events v
      """;

  private static final String ONE = SELECT + "where v.id = $1 limit 1";

  private static final Map<List<Filter>, String> PAGES = new ConcurrentHashMap<>();

  /** Sizes that pages usually have, and one more: each is a plan that each connection keeps. */
  private static final Set<Integer> USUAL_LIMITS = Set.of(10, 11, 20, 21, 50, 51, 100, 101);

  private VisitStatement() {}

  /** The visit with this id, or none. */
  static Mono<List<VisitRow>> one(Connection connection, Ulid id) {
    return rows(connection.createStatement(ONE).bind(0, id.toUuid()));
  }

  /** At most {@code limit} visits behind the {@code offset} newest of the query. */
  public static Mono<List<VisitRow>> page(
      Connection connection, VisitQuery query, int offset, int limit) {
    var range = new IdRange(query.from(), query.before());
    if (offset > 0) {
      return page(connection, query, range, offset, limit);
    }
    long now = System.currentTimeMillis();
    Iterator<IdRange> windows = range.windows(now).iterator();
    return lookBack(connection, query, windows, now, limit);
  }

  /** From window to window until there are enough. */
  private static Mono<List<VisitRow>> lookBack(
      Connection connection, VisitQuery query, Iterator<IdRange> windows, long now, int limit) {
    return window(connection, query, windows.next(), now, limit)
        .flatMap(
            found ->
                found.size() == limit || !windows.hasNext()
                    ? Mono.just(found)
                    : lookBack(connection, query, windows, now, limit - found.size())
                        .map(older -> Stream.concat(found.stream(), older.stream()).toList()));
  }

  private static Mono<List<VisitRow>> window(
      Connection connection, VisitQuery query, IdRange window, long now, int limit) {
    return query.filters().isEmpty() && window.isPresent(now) && USUAL_LIMITS.contains(limit)
        ? rows(
            connection
                .createStatement(newest(window.from(), limit))
                .bind(0, window.before().toUuid()))
        : page(connection, query, window, 0, limit);
  }

  private static Mono<List<VisitRow>> page(
      Connection connection, VisitQuery query, IdRange range, int offset, int limit) {
    List<Filter> filters = query.filters().keySet().stream().sorted().toList();
    Statement statement =
        connection
            .createStatement(PAGES.computeIfAbsent(filters, VisitStatement::text))
            .bind(0, range.from().toUuid())
            .bind(1, range.before().toUuid())
            .bind(2, limit)
            .bind(3, offset);
    for (int i = 0; i < filters.size(); i++) {
      statement.bind(4 + i, Objects.requireNonNull(query.filters().get(filters.get(i))));
    }
    return rows(statement);
  }

  public static String text(List<Filter> filters) {
    var text = new StringBuilder(SELECT).append("where v.id >= $1 and v.id < $2\n");
    for (int i = 0; i < filters.size(); i++) {
      text.append("and v.").append(filters.get(i).column()).append(" = $").append(5 + i);
      text.append('\n');
    }
    return text.append("order by v.id desc limit $3 offset $4").toString();
  }

  /**
   * The text of the page that is read most. PostgreSQL plans a page longer than it reads it, and
   * keeps a plan only where bound and limit are in the text. A kept plan does not know how much has
   * been written since, so only where there is one index to use: with a filter there are several.
   */
  public static String newest(Ulid from, int limit) {
    return SELECT
        + "where v.id >= '%s' and v.id < $1\norder by v.id desc limit %d"
            .formatted(from.toUuid(), limit);
  }

  private static Mono<List<VisitRow>> rows(Statement statement) {
    return Flux.from(statement.execute())
        .concatMap(result -> result.map((row, metadata) -> row(row)), 1)
        .collectList();
  }

  private static VisitRow row(Row row) {
    return new VisitRow(
        Ulid.from(Objects.requireNonNull(row.get(0, UUID.class))),
        Objects.requireNonNull(row.get(1, String.class)));
  }
}
