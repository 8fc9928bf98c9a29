package dev.visitortracker.api.replica;

import dev.visitortracker.api.lifecycle.Deadlines;
import dev.visitortracker.api.lifecycle.ErrorBoundary;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * The one way to a database: takes a connection, works with it, and gives it back.
 *
 * <p>Work that failed, took too long or was cancelled may have left its statement running on the
 * server, where the next user of the connection would wait behind it. After an error the connection
 * is closed. After a cancellation, as of a hedge that lost or of a caller who left, it first gets a
 * moment to end its statement: a new one costs the server a process, and most of all while
 * everything is slow already.
 */
final class NodeConnections {
  private final Supplier<ConnectionPool> pools;
  private final AtomicReference<ConnectionPool> pool;
  private final Duration timeout;
  private final Duration maxValidationTime;

  /**
   * @param timeout of work with a connection
   * @param maxValidationTime how long a connection may take to prove that its statement has ended
   */
  NodeConnections(Supplier<ConnectionPool> pools, Duration timeout, Duration maxValidationTime) {
    this.pools = pools;
    this.pool = new AtomicReference<>(pools.get());
    this.timeout = timeout;
    this.maxValidationTime = maxValidationTime;
  }

  <T> Mono<T> with(Function<Connection, Mono<T>> work) {
    return Mono.usingWhen(
        Mono.defer(() -> pool.get().create()),
        connection ->
            work.apply(connection)
                .transform(Deadlines.within(timeout))
                .transform(ErrorBoundary::around),
        Connection::close,
        (connection, error) -> discard(connection),
        this::settle);
  }

  /** Opens new connections. Those of before may be dead and not know it, so they are dropped. */
  Mono<Integer> renew() {
    return Mono.defer(
        () -> {
          ConnectionPool fresh = pools.get();
          return pool.getAndSet(fresh).disposeLater().onErrorComplete().then(fresh.warmup());
        });
  }

  Mono<Void> close() {
    return Mono.defer(() -> pool.get().disposeLater());
  }

  /** The server answers when it has ended what was cancelled. */
  private Mono<Void> settle(Connection connection) {
    return Mono.from(connection.validate(ValidationDepth.REMOTE))
        .transform(Deadlines.within(maxValidationTime))
        .onErrorReturn(false)
        .flatMap(isSettled -> isSettled ? Mono.from(connection.close()) : discard(connection));
  }

  private static Mono<Void> discard(Connection connection) {
    return Mono.from(raw(connection).close())
        .onErrorComplete()
        .then(Mono.from(connection.close()))
        .onErrorComplete();
  }

  private static Connection raw(Connection connection) {
    return connection instanceof Wrapped<?> wrapped && wrapped.unwrap() instanceof Connection inner
        ? inner
        : connection;
  }
}
