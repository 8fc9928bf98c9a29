package dev.visitortracker.worker.primary;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The connections to the primary: the only class that acquires and releases them. A connection
 * whose work failed or was cancelled is closed instead of returned, because the server may still be
 * busy with it.
 */
public final class PrimaryDatabase implements AutoCloseable {
  private static final Duration MAX_ACQUIRE_TIME = Duration.ofSeconds(5);

  /** Must be shorter than the acquire time, or dead connections go back into the pool. */
  private static final Duration MAX_VALIDATION_TIME = Duration.ofMillis(250);

  private static final Duration MAX_LIFE_TIME = Duration.ofMinutes(30);
  private static final Duration MAX_CLOSE_TIME = Duration.ofSeconds(2);
  private static final int STATEMENT_CACHE = 256;

  /** Our transactions hold their locks for milliseconds; who holds one this long is stuck. */
  private static final Duration MAX_LOCK_WAIT = Duration.ofSeconds(5);

  /**
   * Frees the locks of clients that are frozen in the middle of a transaction. PostgreSQL ends
   * those that are idle between statements by itself, but no timeout reaches a COPY that waits for
   * its client. Only who has written to a table of ours can be in our way: a dump, or another
   * session that only reads, has no transaction id. A live client that is hit by mistake tries its
   * batch again.
   */
  private static final String TERMINATE_FROZEN =
      """
      SELECT count(pg_terminate_backend(a.pid))
      FROM pg_stat_activity AS a
      WHERE a.usename = current_user AND a.datname = current_database()
        AND a.pid <> pg_backend_pid()
        AND a.backend_xid IS NOT NULL AND a.wait_event_type = 'Client'
        AND a.state_change < clock_timestamp() - make_interval(secs => $1)
        AND EXISTS (
            SELECT 1 FROM pg_locks AS l
            WHERE l.pid = a.pid AND l.granted AND l.database = a.datid
              AND l.mode IN ('RowShareLock', 'RowExclusiveLock')
              AND (l.relation IN ('visit_counts'::regclass, 'visit_totals'::regclass,
                                  'visitor_sketches'::regclass, 'ingest_watermark'::regclass,
                                  'visit_retention'::regclass)
                   OR EXISTS (SELECT 1 FROM pg_inherits AS i
                              WHERE i.inhrelid = l.relation
                                AND i.inhparent = 'visit_events'::regclass)))
      """;

  private final ConnectionPool pool;
  private final Duration transactionTimeout;

  /**
   * @param connections the most connections open at once; as many callers again may wait
   */
  public PrimaryDatabase(DatabaseSettings properties, String applicationName, int connections) {
    this.transactionTimeout = properties.transactionTimeout();
    var factory =
        new PrimaryConnections(
            properties.hosts(), properties.connectTimeout(), options(properties, applicationName));
    this.pool =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(factory)
                .name("primary")
                .initialSize(0)
                .maxSize(connections)
                .acquireRetry(0)
                .maxAcquireTime(MAX_ACQUIRE_TIME)
                .maxCreateConnectionTime(factory.maxCreateTime())
                .maxValidationTime(MAX_VALIDATION_TIME)
                .maxLifeTime(MAX_LIFE_TIME)
                .customizer(
                    builder ->
                        builder
                            .maxPendingAcquire(connections)
                            .destroyHandler(PrimaryDatabase::closeWithin))
                .build());
  }

  private static PostgresqlConnectionConfiguration.Builder options(
      DatabaseSettings properties, String applicationName) {
    var options =
        PostgresqlConnectionConfiguration.builder()
            .database(properties.name())
            .username(properties.username())
            .password(
                Mono.<CharSequence>fromCallable(properties::passwordNow)
                    .subscribeOn(Schedulers.boundedElastic()))
            .applicationName(applicationName)
            .connectTimeout(properties.connectTimeout())
            .statementTimeout(properties.transactionTimeout())
            .lockWaitTimeout(MAX_LOCK_WAIT)
            .options(
                Map.of(
                    "idle_in_transaction_session_timeout", Long.toString(MAX_LOCK_WAIT.toMillis())))
            .tcpKeepAlive(true)
            .preparedStatementCacheQueries(STATEMENT_CACHE);
    properties.tls().configure(options);
    return options;
  }

  /** How many connections are at work, or wanted by somebody who waits. */
  public int connectionsInUse() {
    return pool.getMetrics()
        .map(now -> now.acquiredSize() + now.pendingAcquireSize())
        .orElseThrow(() -> new IllegalStateException("a pool counts its connections"));
  }

  /** Runs the work on a connection in auto-commit mode. */
  public <T> Mono<T> withConnection(Function<PostgresqlConnection, Mono<T>> work) {
    return Mono.usingWhen(
            pool.create(),
            connection -> work.apply(unwrap(connection)),
            Connection::close,
            (connection, error) -> discard(connection),
            PrimaryDatabase::discard)
        .timeout(transactionTimeout);
  }

  /**
   * Runs work that may take hours, in auto-commit mode. Its connection is not used again, so what
   * the work does to its session ends with it.
   */
  public <T> Mono<T> withoutTimeLimit(Function<PostgresqlConnection, Mono<T>> work) {
    return Mono.usingWhen(
        pool.create(),
        connection ->
            Sql.run(unwrap(connection), "SET statement_timeout = 0; SET lock_timeout = 0")
                .then(Mono.defer(() -> work.apply(unwrap(connection)))),
        PrimaryDatabase::discard);
  }

  /**
   * Runs the work in one transaction and commits it when the work completes with a value. A
   * connection lost at the commit leaves the outcome unknown to the caller.
   */
  public <T> Mono<T> inTransaction(Function<PostgresqlConnection, Mono<T>> work) {
    return withConnection(
        connection ->
            connection
                .beginTransaction()
                .then(Mono.defer(() -> work.apply(connection)))
                .flatMap(result -> connection.commitTransaction().thenReturn(result)));
  }

  /** How long the primary takes to answer the smallest query. */
  public Mono<Duration> ping() {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          return withConnection(connection -> Sql.exists(connection, "SELECT 1"))
              .map(answered -> Duration.ofNanos(System.nanoTime() - start));
        });
  }

  /**
   * Ends the transactions of our own role that have written to our tables and whose client has been
   * silent for longer than a lock may be waited for: a worker that was frozen after its partitions
   * had gone to another.
   */
  public Mono<Long> terminateFrozen() {
    return withConnection(
        connection ->
            Sql.one(
                connection,
                TERMINATE_FROZEN,
                row -> row.number(0),
                (double) MAX_LOCK_WAIT.toSeconds()));
  }

  @Override
  public void close() {
    pool.dispose();
  }

  private static PostgresqlConnection unwrap(Connection connection) {
    if (connection instanceof Wrapped<?> wrapped
        && wrapped.unwrap() instanceof PostgresqlConnection raw) {
      return raw;
    }
    throw new IllegalStateException("not a PostgreSQL connection: " + connection);
  }

  private static Publisher<Void> discard(Connection connection) {
    return closeWithin(unwrap(connection)).then(Mono.from(connection.close()));
  }

  private static Mono<Void> closeWithin(Connection connection) {
    return Mono.from(connection.close()).timeout(MAX_CLOSE_TIME).onErrorComplete();
  }
}
