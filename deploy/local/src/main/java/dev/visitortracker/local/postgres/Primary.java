package dev.visitortracker.local.postgres;

import dev.visitortracker.local.machine.FileTree;
import dev.visitortracker.local.machine.OneTimeCommand;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The role of the PostgreSQL server that is written to. */
public record Primary(Postgres server) implements DatabaseRole {
  public static final String NAME = "primary";
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  @Override
  public void prepare() {
    try {
      if (!Files.exists(server.directory())) {
        FileTree.copy(
            server.components().once("postgres-cluster", this::initialise), server.directory());
      }
      server.forgetProcess();
      server.configure(Map.of("shared_buffers", "256MB"));
    } catch (IOException e) {
      throw new StackException("cannot write the files of " + server.name() + ": " + e, e);
    }
  }

  @Override
  public boolean isReady() {
    try {
      return server.asSuperuser(ANSWER_LIMIT, connection -> connection.isValid(1));
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public boolean repair() {
    return false;
  }

  /** Makes the database and its two users where they are missing. */
  public void createDatabase() {
    try {
      boolean missing =
          server.asSuperuser(
              ANSWER_LIMIT,
              connection ->
                  isEmpty(
                      connection,
                      "SELECT 1 FROM pg_database WHERE datname = '" + Postgres.DATABASE + "'"));
      if (missing) {
        server.asSuperuser(ANSWER_LIMIT, Primary::createUsersAndDatabase);
        createExtension();
      }
    } catch (SQLException e) {
      throw new StackException("cannot create the database: " + e.getMessage(), e);
    }
  }

  /** A slot that no replica reads would keep WAL until the disk is full. */
  public void dropSlotsBut(List<String> slots) {
    try {
      server.asSuperuser(
          ANSWER_LIMIT,
          connection -> {
            new ReplicationSlots(connection).dropAllBut(slots);
            return true;
          });
    } catch (SQLException e) {
      throw new StackException("cannot drop replication slots: " + e.getMessage(), e);
    }
  }

  private static boolean createUsersAndDatabase(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + Postgres.OWNER + " LOGIN");
      statement.execute("CREATE ROLE " + Postgres.READER + " LOGIN");
      statement.execute("GRANT pg_read_all_data TO " + Postgres.READER);
      statement.execute("GRANT pg_monitor TO " + Postgres.OWNER);
      statement.execute("CREATE DATABASE " + Postgres.DATABASE + " OWNER " + Postgres.OWNER);
      statement.execute(
          "GRANT CONNECT ON DATABASE " + Postgres.DATABASE + " TO " + Postgres.READER);
      return true;
    }
  }

  private void createExtension() throws SQLException {
    try (Connection connection = server.connect(Postgres.DATABASE, Postgres.SUPERUSER);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pg_stat_statements");
    }
  }

  private static boolean isEmpty(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return !rows.next();
    }
  }

  /**
   * A new cluster is the same every time; no sync, since what a crash destroys here is made again.
   */
  private void initialise(Path directory) {
    var arguments =
        List.of(
            "-D",
            directory.toString(),
            "--username=" + Postgres.SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            "--no-sync");
    new OneTimeCommand("initdb", server.executable("initdb", arguments), server.data()).run();
  }
}
