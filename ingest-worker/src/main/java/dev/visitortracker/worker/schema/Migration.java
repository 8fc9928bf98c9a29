package dev.visitortracker.worker.schema;

import dev.visitortracker.worker.primary.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.UpdateSummaryEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;

/**
 * Brings the schema up to date with Liquibase. Runs as a job of its own before the services start,
 * never inside them: a killed run leaves Liquibase's lock behind, and a service must not hang on
 * it.
 */
public final class Migration {
  private static final String CHANGELOG = "schema/changelog.sql";

  private final DatabaseSettings database;

  public Migration(DatabaseSettings database) {
    this.database = database;
  }

  /** Blocks until all change sets have run. */
  public void run() throws SQLException, LiquibaseException {
    System.setProperty("liquibase.analytics.enabled", "false");
    try (Connection connection =
        DriverManager.getConnection(database.jdbcUrl(), database.jdbcProperties())) {
      Liquibase liquibase =
          new Liquibase(
              CHANGELOG,
              new ClassLoaderResourceAccessor(),
              DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(new JdbcConnection(connection)));
      liquibase.setShowSummary(UpdateSummaryEnum.OFF);
      liquibase.update(new Contexts());
    }
  }
}
