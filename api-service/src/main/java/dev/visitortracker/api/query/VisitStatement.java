package dev.visitortracker.api.query;

import com.github.f4b6a3.ulid.Ulid;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Selects visits in the order of their ids. The range of ids is always given, so that PostgreSQL
 * visits only the partitions in it, and read in windows, so that it plans over few. There is one
 * constant text per set of filters: a condition like {@code ($1 is null or site = $1)} would keep
 * generic plans from using an index.
 *
 * <p>PostgreSQL writes each row as JSON, because decoding single columns costs this service twice
 * what the query costs the server.
 */
final class VisitStatement {
  private static final String SELECT =
      """
      select v.id, row_to_json((select r from (select v.site, host(v.source_ip) as source_ip,
          v.endpoint, v.method, v.response_code, v.user_agent, v.referrer, v.duration_ms) r))::text
      from visit_events v
      """;

  private static final String ONE = SELECT + "where v.id = $1 limit 1";

  private static final Map<List<Filter>, String> PAGES = new ConcurrentHashMap<>();

  private VisitStatement() {}

  /** The visit with this id, or none. */
  static Mono<List<VisitRow>> one(Connection connection, Ulid id) {
    return rows(connection.createStatement(ONE).bind(0, id.toUuid()));
  }

  /** At most {@code limit} visits behind the {@code offset} newest of the query. */
  static Mono<List<VisitRow>> page(Connection connection, VisitQuery query, int offset, int limit) {
    var range = new IdRange(query.from(), query.before());
    return offset == 0
        ? lookBack(connection, query, range.windows(System.currentTimeMillis()).iterator(), limit)
        : page(connection, query, range, offset, limit);
  }

  /** From window to window until there are enough. */
  private static Mono<List<VisitRow>> lookBack(
      Connection connection, VisitQuery query, Iterator<IdRange> windows, int limit) {
    return page(connection, query, windows.next(), 0, limit)
        .flatMap(
            found ->
                found.size() == limit || !windows.hasNext()
                    ? Mono.just(found)
                    : lookBack(connection, query, windows, limit - found.size())
                        .map(older -> Stream.concat(found.stream(), older.stream()).toList()));
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

  static String text(List<Filter> filters) {
    var text = new StringBuilder(SELECT).append("where v.id >= $1 and v.id < $2\n");
    for (int i = 0; i < filters.size(); i++) {
      text.append("and v.").append(filters.get(i).column()).append(" = $").append(5 + i);
      text.append('\n');
    }
    return text.append("order by v.id desc limit $3 offset $4").toString();
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
