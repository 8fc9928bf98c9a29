package dev.visitortracker.local;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A hot standby that streams from the primary through a physical slot of its own. One that is new,
 * lost its slot or cannot start is copied from the primary.
 */
record Replica(Postgres server, Part primary, Postgres source) implements Program {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** The name of the replication slot: a slot's name allows no hyphen. */
  static String slot(String name) {
    return name.replace('-', '_');
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public Signal stopSignal() {
    return Signal.INT;
  }

  @Override
  public void prepare() {
    try {
      if (!isUsable()) {
        copyPrimary();
      }
      server.configure(
          Map.of(
              "shared_buffers",
              "128MB",
              "primary_conninfo",
              "host=%s port=%d user=%s application_name=%s"
                  .formatted(Host.LOOPBACK, source.port(), Postgres.SUPERUSER, name()),
              "primary_slot_name",
              slot(name())));
      Files.write(server.directory().resolve("standby.signal"), new byte[0]);
    } catch (IOException | SQLException e) {
      throw new StackException("cannot prepare " + name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<String> command() {
    return server.command();
  }

  /** Ready when it streams, or, while the primary is away, when it answers. */
  @Override
  public boolean isReady() {
    try {
      return server.asSuperuser(ANSWER_LIMIT, connection -> connection.isValid(1))
          && (!primaryRuns()
              || source.asSuperuser(
                  ANSWER_LIMIT, connection -> new Slots(connection).isStreaming(name())));
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public boolean repair() {
    if (!primaryRuns()) {
      return false;
    }
    try {
      copyPrimary();
      return true;
    } catch (IOException | SQLException e) {
      throw new StackException("cannot copy the primary to " + name() + ": " + e.getMessage(), e);
    }
  }

  private boolean isUsable() throws SQLException {
    return BaseBackup.isComplete(server.directory())
        && (!primaryRuns()
            || source.asSuperuser(
                ANSWER_LIMIT, connection -> new Slots(connection).isUsable(slot(name()))));
  }

  private void copyPrimary() throws IOException, SQLException {
    if (!primaryRuns()) {
      throw new StackException(name() + " must be copied from the primary: start primary first");
    }
    new BaseBackup(source, server.directory(), slot(name())).run();
  }

  private boolean primaryRuns() {
    return primary.state() == PartState.RUNNING;
  }
}
