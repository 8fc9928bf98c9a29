package dev.visitortracker.worker;

import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.schema.Migration;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.StringJoiner;

/** A migrated database that no other test writes to, so that sums over all of it mean something. */
public record TestDatabase(DatabaseSettings properties) {

  /** Migrated once; every other database is a copy of it, which is much faster than to migrate. */
  private static final String TEMPLATE = template();

  public static TestDatabase create() {
    return create("TEMPLATE " + TEMPLATE);
  }

  private static String template() {
    TestDatabase template = create("");
    try {
      new Migration(template.properties()).run();
    } catch (Exception e) {
      throw new IllegalStateException("the schema cannot be made", e);
    }
    return template.properties().name();
  }

  private static TestDatabase create(String template) {
    String name = Fixture.unique("test").replace('-', '_');
    String owner = Fixture.stack().databaseOwner();
    try (Connection connection = Fixture.stack().connection("primary", "postgres")) {
      connection
          .createStatement()
          .execute("CREATE DATABASE %s OWNER %s %s".formatted(name, owner, template));
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be made", e);
    }
    DatabaseSettings shared = Fixture.database();
    return new TestDatabase(
        new DatabaseSettings(
            shared.hosts(),
            name,
            shared.username(),
            shared.password(),
            null,
            shared.tls(),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20)));
  }

  /** The one number that the query answers. */
  public long number(String sql) {
    try (Connection connection = connection();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** All rows of the query's first column, as lines; empty for null. */
  public String text(String sql) {
    try (Connection connection = connection();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      StringJoiner lines = new StringJoiner("\n");
      while (rows.next()) {
        lines.add(Objects.requireNonNullElse(rows.getString(1), ""));
      }
      return lines.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Does something while a session of its own holds what the statement took. */
  public void holding(String sql, Runnable action) {
    try (Connection connection = connection()) {
      connection.createStatement().execute(sql);
      action.run();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** As {@link #holding}, by the superuser, whose transactions no worker of ours ends. */
  public void holdingAsSuperuser(String sql, Runnable action) {
    try (Connection connection =
        DriverManager.getConnection(properties.jdbcUrl(), "postgres", "")) {
      connection.createStatement().execute(sql);
      action.run();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public void execute(String sql) {
    try (Connection connection = connection()) {
      connection.createStatement().execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public long rows() {
    return number("SELECT count(*) FROM visit_events");
  }

  public long rollup(String grain) {
    return number(
        "SELECT coalesce(sum(visits), 0)::bigint FROM visit_counts WHERE grain = '" + grain + "'");
  }

  /** The visits of all sites, as a grain counts them. */
  public long total(String grain) {
    return number(
        "SELECT coalesce(sum(visits), 0)::bigint FROM visit_totals WHERE grain = '" + grain + "'");
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection(
        properties.jdbcUrl(), properties.username(), properties.password());
  }
}
