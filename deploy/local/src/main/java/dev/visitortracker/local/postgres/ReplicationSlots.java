package dev.visitortracker.local.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The physical replication slots of the primary, which keep the WAL that a replica has not had yet.
 */
public record ReplicationSlots(Connection connection) {

  boolean isUsable(String slot) throws SQLException {
    return exists(
        "SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND wal_status <> 'lost'", slot);
  }

  boolean isStreaming(String replica) throws SQLException {
    return exists(
        "SELECT 1 FROM pg_stat_replication WHERE application_name = ? AND state = 'streaming'",
        replica);
  }

  /** A new slot that keeps WAL from now on, in place of an old one. */
  public void create(String slot) throws SQLException {
    execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?",
        slot);
    execute("SELECT pg_create_physical_replication_slot(?, true)", slot);
  }

  void dropAllBut(List<String> slots) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE slot_name <> ALL (?) AND NOT active")) {
      statement.setArray(1, connection.createArrayOf("text", slots.toArray()));
      statement.execute();
    }
  }

  private boolean exists(String query, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private void execute(String query, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      statement.execute();
    }
  }
}
