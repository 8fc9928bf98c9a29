package dev.visitortracker.perf.journey;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.PartState;
import dev.visitortracker.perf.watch.LastingConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What one replica shows, over a connection of its own. */
final class ReplicaView implements AutoCloseable {
  private static final String SHOWN = "SELECT id FROM visit_events WHERE id = ANY (?)";

  private final Part replica;
  private final LastingConnection connection;

  ReplicaView(LocalStack stack, Part replica) {
    this.replica = replica;
    this.connection = new LastingConnection(stack, replica.name());
  }

  /** Which of the visits it shows; empty where it cannot be asked. */
  Optional<List<UUID>> shown(List<UUID> ids) {
    if (replica.state() != PartState.RUNNING) {
      connection.close();
      return Optional.empty();
    }
    return connection.ask(open -> shown(open, ids));
  }

  @Override
  public void close() {
    connection.close();
  }

  private static List<UUID> shown(Connection open, List<UUID> ids) throws SQLException {
    List<UUID> shown = new ArrayList<>();
    try (PreparedStatement query = open.prepareStatement(SHOWN)) {
      query.setArray(1, open.createArrayOf("uuid", ids.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          shown.add(rows.getObject(1, UUID.class));
        }
      }
    }
    return shown;
  }
}
