package dev.visitortracker.local.postgres;

import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.DataDirectory;
import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** What primary and replicas have in common: files, command and connections of one server. */
public record Postgres(String name, int port, DataDirectory data, Components components) {
  public static final String DATABASE = "visitor_tracker";
  public static final String OWNER = "visitor_tracker";
  public static final String READER = "visitor_reader";
  static final String SUPERUSER = "postgres";
  static final String MAINTENANCE_DATABASE = "postgres";

  private static final String CONNECT_SECONDS = "2";
  private static final int ROOT_UID = 0;

  public Path directory() {
    return data.postgres(name);
  }

  List<String> command() {
    return executable("postgres", List.of("-D", directory().toString()));
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace of its own, root has another name and no
   * power, while its files still belong to it.
   */
  List<String> executable(String program, List<String> arguments) {
    var command = new ArrayList<String>();
    if (isRoot()) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(components.postgres().resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  /**
   * Writes the settings at every start and promotion, so that a changed port or setting counts;
   * PostgreSQL reads nothing else.
   */
  void configure(Map<String, String> role) throws IOException {
    var settings = new LinkedHashMap<String, String>();
    settings.put("listen_addresses", Host.LOOPBACK);
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "100");
    settings.put("wal_level", "replica");
    settings.put("max_wal_senders", "16");
    settings.put("max_replication_slots", "16");
    settings.put("max_wal_size", "4GB");
    settings.put("synchronous_commit", "on");
    settings.put("fsync", "on");
    settings.put("hot_standby_feedback", "on");
    settings.put("autovacuum_naptime", "10s");
    settings.put("shared_preload_libraries", "pg_stat_statements");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.putAll(role);
    String text =
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'\n")
            .collect(Collectors.joining());
    Files.writeString(directory().resolve("postgresql.conf"), text);
    Files.writeString(
        directory().resolve("pg_hba.conf"),
        """
        host all         all %1$s/32 trust
        host replication all %1$s/32 trust
        """
            .formatted(Host.LOOPBACK));
  }

  /**
   * Deletes the file that names the process of an earlier start. That process was ended; by now its
   * id may be somebody else's, and PostgreSQL would not start. Never to be called while it runs.
   */
  void forgetProcess() throws IOException {
    Files.deleteIfExists(directory().resolve("postmaster.pid"));
  }

  /** A connection without a time limit on its answers. */
  public Connection connect(String database, String user) throws SQLException {
    return connect(database, user, Duration.ZERO);
  }

  public Connection connect(String database, String user, Duration answerLimit)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", Long.toString(answerLimit.toSeconds()));
    return DriverManager.getConnection(
        "jdbc:postgresql://" + Host.LOOPBACK + ":" + port + "/" + database, properties);
  }

  /** Runs statements as the superuser; {@code work} gets {@code answerLimit} per statement. */
  public <T> T asSuperuser(Duration answerLimit, Work<T> work) throws SQLException {
    try (Connection connection = connect(MAINTENANCE_DATABASE, SUPERUSER, answerLimit)) {
      return work.on(connection);
    }
  }

  /** What to do on a connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(ROOT_UID);
    } catch (IOException e) {
      throw new StackException("cannot read /proc/self", e);
    }
  }
}
