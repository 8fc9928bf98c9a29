package dev.visitortracker.perf.peer;

import dev.visitortracker.local.LocalStack;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import reactor.core.publisher.Flux;

/** The primary of the stack, as an operator and as a plain client see it. */
public final class Database {
  private final LocalStack stack;

  public Database(LocalStack stack) {
    this.stack = stack;
  }

  /** Empties the visits and their statistics, so that each sample starts on the same ground. */
  public void empty() throws SQLException {
    try (Connection connection = stack.connection("primary", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE visit_events, visit_counts, visit_totals, visitor_sketches");
      statement.execute("CHECKPOINT");
    }
  }

  /** For one number again and again: a connection for each would cost the server a process. */
  public NumberQuery query(String sql) throws SQLException {
    return new NumberQuery(owner(), sql);
  }

  /** A connection as the owner of the tables. */
  public Connection owner() throws SQLException {
    return stack.connection("primary");
  }

  public List<PostgresqlConnection> connections(int count) {
    PostgresqlConnectionFactory factory =
        new PostgresqlConnectionFactory(
            PostgresqlConnectionConfiguration.builder()
                .host(stack.primary().host())
                .port(stack.primary().port())
                .database(stack.databaseName())
                .username(stack.databaseOwner())
                .build());
    return Flux.range(0, count)
        .concatMap(number -> factory.create(), 1)
        .collectList()
        .blockOptional()
        .orElseThrow();
  }
}
