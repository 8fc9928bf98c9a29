package dev.visitortracker.local.postgres;

import dev.visitortracker.local.machine.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;

/**
 * Copies a running server's files, since the build's PostgreSQL has no pg_basebackup. The WAL that
 * makes the copy consistent comes through the slot, which is made first.
 *
 * <p>See "Making a Base Backup Using the Low Level API" in PostgreSQL's manual, also for what is
 * left out.
 */
public record BaseBackup(Postgres source, Path target, String slot) {
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
  private static final String COMPLETE = "visitor-tracker-copy-complete";

  private static final Set<Path> EMPTY_IN_COPY =
      Set.of(
          Path.of("pg_wal"),
          Path.of("pg_replslot"),
          Path.of("pg_dynshmem"),
          Path.of("pg_notify"),
          Path.of("pg_serial"),
          Path.of("pg_snapshots"),
          Path.of("pg_stat_tmp"),
          Path.of("pg_subtrans"));

  private static final Set<Path> LEFT_OUT =
      Set.of(
          Path.of("postmaster.pid"), Path.of("postmaster.opts"), Path.of("postgresql.auto.conf"));

  static boolean isComplete(Path directory) {
    return Files.exists(directory.resolve(COMPLETE));
  }

  /** From now on the directory goes a way of its own and is no copy any more. */
  public static void forget(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(COMPLETE));
  }

  void run() throws IOException, SQLException {
    FileTree.delete(target);
    // One connection for all of it: the backup ends with the session that began it.
    try (Connection connection =
            source.connect(Postgres.MAINTENANCE_DATABASE, Postgres.SUPERUSER, ANSWER_LIMIT);
        Statement statement = connection.createStatement()) {
      new ReplicationSlots(connection).create(slot);
      statement.execute("SELECT pg_backup_start('" + slot + "', fast => true)");
      FileTree.copy(source.directory(), target, BaseBackup::isIncluded);
      try (ResultSet label =
          statement.executeQuery(
              "SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")) {
        label.next();
        Files.writeString(target.resolve("backup_label"), label.getString(1));
      }
    }
    Files.createDirectories(target.resolve("pg_wal/archive_status"));
    Files.createDirectories(target.resolve("pg_wal/summaries"));
    Files.write(target.resolve(COMPLETE), new byte[0]);
  }

  private static boolean isIncluded(Path path) {
    Path parent = path.getParent();
    return !LEFT_OUT.contains(path) && (parent == null || !EMPTY_IN_COPY.contains(parent));
  }
}
