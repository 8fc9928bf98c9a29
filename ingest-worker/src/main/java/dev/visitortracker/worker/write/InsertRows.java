package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.Reason;
import dev.visitortracker.worker.decode.DecodedVisit;
import dev.visitortracker.worker.primary.Columns;
import dev.visitortracker.worker.primary.Sql;
import dev.visitortracker.worker.primary.SqlState;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
                SqlState.blamesRow(refusal)
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
    return Sql.list(
            connection,
            INSERT,
            row -> row.id(0),
            column(visits, UUID.class, visit -> visit.id().toUuid()),
            column(visits, String.class, Visit::site),
            column(visits, String.class, visit -> visit.sourceIp().getHostAddress()),
            column(visits, String.class, Visit::endpoint),
            column(visits, String.class, Visit::method),
            column(visits, Short.class, visit -> (short) visit.responseCode()),
            column(visits, String.class, Visit::userAgent),
            column(visits, String.class, Visit::referrer),
            column(visits, Integer.class, Visit::durationMillis))
        .map(Set::copyOf);
  }

  private static <T> Object column(
      List<DecodedVisit> visits, Class<T> type, Columns.Getter<Visit, T> getter) {
    return Columns.of(visits, type, decoded -> getter.of(decoded.visit()));
  }
}
