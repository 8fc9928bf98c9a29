package dev.visitortracker.worker.primary;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Opens connections to the server that takes writes. It asks the hosts one after the other, first
 * the one that was the primary last, so the next new connection follows a promotion.
 *
 * <p>The driver's own choice among several hosts is not used: it asks a dead host again for every
 * connection (r2dbc-postgresql 1.1.1, {@code MultiHostConnectionStrategy}).
 */
final class PrimaryConnections implements ConnectionFactory {
  private static final String IS_PRIMARY = "SELECT 1 WHERE NOT pg_is_in_recovery()";

  /** To open a connection, and to ask. */
  private static final int STEPS = 2;

  private static final String READ_ONLY_SQL_TRANSACTION = "25006";

  private final List<PostgresqlConnectionFactory> servers;
  private final Duration connectTimeout;
  private final AtomicInteger lastPrimary = new AtomicInteger();

  /**
   * @param hosts each as {@code host:port}
   * @param connectTimeout how long one host may take to open a connection, and to say what it is
   * @param options of every connection, without host and port
   */
  PrimaryConnections(
      List<String> hosts,
      Duration connectTimeout,
      PostgresqlConnectionConfiguration.Builder options) {
    this.servers = hosts.stream().map(host -> server(host, options)).toList();
    this.connectTimeout = connectTimeout;
  }

  /** How long it may take to ask every host. */
  Duration maxCreateTime() {
    return connectTimeout.multipliedBy((long) STEPS * servers.size());
  }

  /**
   * A connection to the primary. Where there is none the error is that of the first host that could
   * not be asked, else one of SQLSTATE 25006.
   */
  @Override
  public Mono<PostgresqlConnection> create() {
    return Mono.defer(() -> ask(lastPrimary.get(), 0, null));
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return servers.getFirst().getMetadata();
  }

  private Mono<PostgresqlConnection> ask(int first, int asked, @Nullable Throwable failure) {
    if (asked == servers.size()) {
      return Mono.error(failure == null ? noPrimary() : failure);
    }
    int number = (first + asked) % servers.size();
    return ifPrimary(number)
        .doOnNext(connection -> lastPrimary.set(number))
        .onErrorResume(error -> ask(first, asked + 1, failure == null ? error : failure))
        .switchIfEmpty(Mono.defer(() -> ask(first, asked + 1, failure)));
  }

  /** Empty where the server is a standby. */
  private Mono<PostgresqlConnection> ifPrimary(int number) {
    return servers
        .get(number)
        .create()
        .timeout(connectTimeout)
        .flatMap(
            connection ->
                Sql.exists(connection, IS_PRIMARY)
                    .timeout(connectTimeout)
                    .flatMap(
                        isPrimary ->
                            isPrimary
                                ? Mono.just(connection)
                                : connection.close().then(Mono.empty()))
                    .onErrorResume(error -> connection.close().then(Mono.error(error))));
  }

  private static PostgresqlConnectionFactory server(
      String host, PostgresqlConnectionConfiguration.Builder options) {
    int colon = host.lastIndexOf(':');
    String name = host.substring(0, colon).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(host.substring(colon + 1));
    return new PostgresqlConnectionFactory(options.host(name).port(port).build());
  }

  private static R2dbcNonTransientResourceException noPrimary() {
    return new R2dbcNonTransientResourceException(
        "none of database.hosts takes writes", READ_ONLY_SQL_TRANSACTION);
  }
}
