package dev.visitortracker.perf.journey;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.PartState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one replica shows, over a connection of its own that is opened again when it breaks. */
final class ReplicaView {
  private static final String SHOWN = "SELECT id FROM visit_events WHERE id = ANY (?)";

  private final LocalStack stack;
  private final Part replica;
  private @Nullable Connection connection;

  ReplicaView(LocalStack stack, Part replica) {
    this.stack = stack;
    this.replica = replica;
  }

  /** Which of the visits it shows; null where it cannot be asked. */
  @Nullable List<UUID> shown(List<UUID> ids) {
    if (replica.state() != PartState.RUNNING) {
      close();
      return null;
    }
    try {
      Connection open = open();
      try (PreparedStatement query = open.prepareStatement(SHOWN)) {
        query.setArray(1, open.createArrayOf("uuid", ids.toArray()));
        return ids(query);
      }
    } catch (SQLException away) {
      close();
      return null;
    }
  }

  void close() {
    Connection old = connection;
    connection = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException broken) {
        // It is given up either way.
      }
    }
  }

  private Connection open() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = stack.connection(replica.name());
      connection = open;
    }
    return open;
  }

  private static List<UUID> ids(PreparedStatement query) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }
}
