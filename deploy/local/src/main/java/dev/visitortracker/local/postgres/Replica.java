package dev.visitortracker.local.postgres;

import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The role of a hot standby, which streams from the primary through a physical slot of its own. One
 * that is new, was the primary, lost its slot or cannot start is copied from the primary.
 *
 * @param source the primary
 * @param sourceRuns whether the primary can be asked at present
 */
public record Replica(Postgres server, Postgres source, BooleanSupplier sourceRuns)
    implements DatabaseRole {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** The name of the replication slot: a slot's name allows no hyphen. */
  public static String slot(String name) {
    return name.replace('-', '_');
  }

  @Override
  public void prepare() {
    try {
      if (!isUsable()) {
        copyPrimary();
      }
      server.forgetProcess();
      configure();
      Files.write(server.directory().resolve("standby.signal"), new byte[0]);
    } catch (IOException | SQLException e) {
      throw new StackException("cannot prepare " + server.name() + ": " + e.getMessage(), e);
    }
  }

  /** Ready when it streams, or, while the primary is away, when it answers. */
  @Override
  public boolean isReady() {
    try {
      return server.asSuperuser(ANSWER_LIMIT, connection -> connection.isValid(1))
          && (!sourceRuns.getAsBoolean()
              || source.asSuperuser(
                  ANSWER_LIMIT,
                  connection -> new ReplicationSlots(connection).isStreaming(server.name())));
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public boolean repair() {
    if (!sourceRuns.getAsBoolean()) {
      return false;
    }
    try {
      copyPrimary();
      return true;
    } catch (IOException | SQLException e) {
      throw new StackException(
          "cannot copy the primary to " + server.name() + ": " + e.getMessage(), e);
    }
  }

  /** Makes the running server stream from the source, without a restart. */
  public void follow() {
    try {
      configure();
      server.asSuperuser(
          ANSWER_LIMIT,
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute("SELECT pg_reload_conf()");
            }
          });
    } catch (IOException | SQLException e) {
      throw new StackException(
          "%s cannot follow %s: %s".formatted(server.name(), source.name(), e.getMessage()), e);
    }
  }

  private void configure() throws IOException {
    server.configure(
        Map.of(
            "shared_buffers",
            "128MB",
            "primary_conninfo",
            "host=%s port=%d user=%s application_name=%s"
                .formatted(Host.LOOPBACK, source.port(), Postgres.SUPERUSER, server.name()),
            "primary_slot_name",
            slot(server.name())));
  }

  private boolean isUsable() throws SQLException {
    return BaseBackup.isComplete(server.directory())
        && (!sourceRuns.getAsBoolean()
            || source.asSuperuser(
                ANSWER_LIMIT,
                connection -> new ReplicationSlots(connection).isUsable(slot(server.name()))));
  }

  private void copyPrimary() throws IOException, SQLException {
    if (!sourceRuns.getAsBoolean()) {
      throw new StackException(
          server.name() + " must be copied from the primary: start primary first");
    }
    new BaseBackup(source, server.directory(), slot(server.name())).run();
  }
}
