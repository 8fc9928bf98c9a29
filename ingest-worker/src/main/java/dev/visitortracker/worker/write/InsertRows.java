package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import dev.visitortracker.worker.decode.DecodedVisit;
import dev.visitortracker.worker.primary.SqlState;
import dev.visitortracker.worker.primary.Verdict;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.R2dbcException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The path for batches that COPY refuses: skips visits that are already stored and finds the rows
 * that PostgreSQL will never take, by halving what was refused. One bad row of n costs about
 * 2·log2(n) statements.
 */
final class InsertRows {
  private static final String INSERT =
      """
      INSERT INTO visit_events (%s)
      SELECT * FROM unnest(
          $1::uuid[], $2::text[], $3::text[]::inet[], $4::text[], $5::text[],
          $6::smallint[], $7::text[], $8::text[], $9::int[])
      ON CONFLICT (id) DO NOTHING RETURNING id
      """
          .formatted(RowColumns.NAMES);

  private static final String SAVEPOINT = "part";

  private InsertRows() {}

  /** Inserts what can be inserted, in the caller's transaction. */
  static Mono<InsertResult> insert(PostgresqlConnection connection, List<DecodedVisit> visits) {
    if (visits.isEmpty()) {
      return Mono.just(InsertResult.NOTHING);
    }
    return connection
        .createSavepoint(SAVEPOINT)
        .then(insertAll(connection, visits))
        .flatMap(ids -> connection.releaseSavepoint(SAVEPOINT).thenReturn(InsertResult.of(ids)))
        .onErrorResume(
            R2dbcException.class,
            refusal ->
                SqlState.verdict(refusal) == Verdict.ISOLATE
                    ? connection
                        .rollbackTransactionToSavepoint(SAVEPOINT)
                        .then(Mono.defer(() -> isolate(connection, visits, refusal)))
                    : Mono.error(refusal));
  }

  private static Mono<InsertResult> isolate(
      PostgresqlConnection connection, List<DecodedVisit> visits, R2dbcException refusal) {
    if (visits.size() == 1) {
      return Mono.just(
          InsertResult.refused(
              new DeadLetter(
                  visits.getFirst().source(),
                  Reason.REFUSED_BY_DATABASE,
                  String.valueOf(refusal.getMessage()),
                  refusal.getSqlState())));
    }
    int middle = visits.size() / 2;
    return insert(connection, visits.subList(0, middle))
        .flatMap(
            first -> insert(connection, visits.subList(middle, visits.size())).map(first::and));
  }

  private static Mono<Set<UUID>> insertAll(
      PostgresqlConnection connection, List<DecodedVisit> visits) {
    return bind(connection.createStatement(INSERT), visits)
        .execute()
        .concatMap(result -> result.map(row -> row.get(0, UUID.class)), 1)
        .collect(HashSet::new, Set::add);
  }

  private static PostgresqlStatement bind(
      PostgresqlStatement statement, List<DecodedVisit> visits) {
    return statement
        .bind("$1", column(visits, visit -> visit.id().toUuid(), UUID[]::new))
        .bind("$2", column(visits, Visit::site, String[]::new))
        .bind("$3", column(visits, visit -> visit.sourceIp().getHostAddress(), String[]::new))
        .bind("$4", column(visits, Visit::endpoint, String[]::new))
        .bind("$5", column(visits, Visit::method, String[]::new))
        .bind("$6", column(visits, visit -> (short) visit.responseCode(), Short[]::new))
        .bind("$7", column(visits, Visit::userAgent, String[]::new))
        .bind("$8", column(visits, Visit::referrer, String[]::new))
        .bind("$9", column(visits, Visit::durationMillis, Integer[]::new));
  }

  private static <T> @Nullable T[] column(
      List<DecodedVisit> visits, Column<T> column, IntFunction<@Nullable T[]> array) {
    @Nullable T[] values = array.apply(visits.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = column.of(visits.get(i).visit());
    }
    return values;
  }

  private interface Column<T> {
    @Nullable T of(Visit visit);
  }
}
