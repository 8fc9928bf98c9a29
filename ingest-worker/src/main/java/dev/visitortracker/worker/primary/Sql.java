package dev.visitortracker.worker.primary;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs one SQL text on a connection. The binds stand for {@code $1}, {@code $2} and so on, in their
 * order. An array is one bind; where it is the only one, cast it to {@code Object}.
 *
 * <p>Nothing is sent before somebody subscribes. A connection does one thing at a time, so join
 * statements with {@code then} or {@code flatMap}, never with {@code zip}. Errors of PostgreSQL
 * come as {@link io.r2dbc.spi.R2dbcException}; {@link SqlState} says what they mean.
 */
public final class Sql {
  private Sql() {}

  /** Runs the text and completes with the number of rows that it wrote, 0 for DDL. */
  public static Mono<Long> update(PostgresqlConnection connection, String sql, Object... binds) {
    return execute(connection, sql, binds)
        .concatMap(PostgresqlResult::getRowsUpdated, 1)
        .reduce(0L, Long::sum);
  }

  /** Runs the text for its effect, such as DDL or a lock that is waited for. */
  public static Mono<Void> run(PostgresqlConnection connection, String sql, Object... binds) {
    return update(connection, sql, binds).then();
  }

  /** The only row; an error signal where there is none or a second one. */
  public static <T> Mono<T> one(
      PostgresqlConnection connection, String sql, Function<SqlRow, T> read, Object... binds) {
    return rows(connection, sql, read, binds).single();
  }

  /** All rows, in the order in which PostgreSQL sends them. */
  public static <T> Mono<List<T>> list(
      PostgresqlConnection connection, String sql, Function<SqlRow, T> read, Object... binds) {
    return rows(connection, sql, read, binds).collectList();
  }

  /** Whether the query has a row. */
  public static Mono<Boolean> exists(PostgresqlConnection connection, String sql, Object... binds) {
    return rows(connection, sql, row -> true, binds).next().defaultIfEmpty(false);
  }

  private static <T> Flux<T> rows(
      PostgresqlConnection connection, String sql, Function<SqlRow, T> read, Object... binds) {
    return execute(connection, sql, binds)
        .concatMap(result -> result.map(row -> read.apply(new SqlRow(row))), 1);
  }

  private static Flux<PostgresqlResult> execute(
      PostgresqlConnection connection, String sql, Object... binds) {
    return Flux.defer(
        () -> {
          PostgresqlStatement statement = connection.createStatement(sql);
          for (int i = 0; i < binds.length; i++) {
            statement.bind(i, binds[i]);
          }
          return statement.execute();
        });
  }
}
