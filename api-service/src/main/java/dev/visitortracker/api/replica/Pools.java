package dev.visitortracker.api.replica;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the pools of a node. Every wait in them is bounded: the library's own defaults wait for
 * ever.
 */
final class Pools {
  private static final int CACHED_STATEMENTS = 256;

  /** Waiting callers per connection; more are refused at once. A page takes milliseconds. */
  private static final int PENDING_PER_CONNECTION = 8;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** PostgreSQL ends a statement within this time after we have closed its connection. */
  private static final Map<String, String> OPTIONS =
      Map.of("client_connection_check_interval", "250ms");

  private final ReplicaSettings settings;

  Pools(ReplicaSettings settings) {
    this.settings = settings;
  }

  /** How many reads can be under way to one node, those included that wait for a connection. */
  static int maxInFlight(ReplicaSettings settings) {
    return (1 + PENDING_PER_CONNECTION) * settings.poolSize();
  }

  NodeConnections reads(ReplicaSettings.Node node) {
    ConnectionFactory connections = connections(node, "reads", settings.statementTimeout());
    return new NodeConnections(
        () -> pool(node.name() + " reads", settings.poolSize(), connections),
        settings.attemptTimeout(),
        settings.maxValidationTime());
  }

  NodeConnections probes(ReplicaSettings.Node node) {
    ConnectionFactory connections = connections(node, "probe", settings.probeTimeout());
    return new NodeConnections(
        () -> pool(node.name() + " probe", 1, connections),
        settings.probeTimeout(),
        settings.maxValidationTime());
  }

  private ConnectionPool pool(String name, int size, ConnectionFactory connections) {
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(connections)
            .name(name)
            .initialSize(size)
            .maxSize(size)
            .acquireRetry(0)
            .maxAcquireTime(settings.maxAcquireTime())
            .maxCreateConnectionTime(settings.maxCreateTime())
            .maxValidationTime(settings.maxValidationTime())
            .maxLifeTime(settings.maxLifeTime())
            .validationDepth(ValidationDepth.LOCAL)
            .customizer(
                pool ->
                    pool.maxPendingAcquire(PENDING_PER_CONNECTION * size)
                        .destroyHandler(
                            connection ->
                                Mono.from(connection.close())
                                    .timeout(CLOSE_TIMEOUT)
                                    .onErrorComplete()))
            .build());
  }

  /** Read for each connection, away from the event loop. */
  private static Mono<CharSequence> passwordIn(Path file) {
    return Mono.<CharSequence>fromCallable(() -> Files.readString(file).strip())
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** Reads the driver's jar, so it is not made where pools are renewed, on a probe's thread. */
  private ConnectionFactory connections(
      ReplicaSettings.Node node, String purpose, Duration statementTimeout) {
    var configuration =
        PostgresqlConnectionConfiguration.builder()
            .host(node.host())
            .port(node.port())
            .database(settings.database())
            .username(settings.username())
            .applicationName("visitor-tracker api " + purpose)
            .connectTimeout(settings.maxCreateTime())
            .tcpKeepAlive(true)
            .tcpNoDelay(true);
    if (settings.pooled()) {
      // A pooler refuses these parameters, and its next server does not know our statements.
      configuration.preparedStatementCacheQueries(0);
    } else {
      configuration
          .statementTimeout(statementTimeout)
          .options(OPTIONS)
          .preparedStatementCacheQueries(CACHED_STATEMENTS);
    }
    settings.tls().configure(configuration);
    if (settings.password() != null) {
      configuration.password(settings.password());
    }
    if (settings.passwordFile() != null) {
      configuration.password(passwordIn(settings.passwordFile()));
    }
    return new PostgresqlConnectionFactory(configuration.build());
  }
}
