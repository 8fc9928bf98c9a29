package dev.visitortracker.perf.peer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A query for one number, prepared on a connection of its own. */
public final class NumberQuery implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement statement;

  public NumberQuery(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.statement = connection.prepareStatement(sql);
  }

  public long number() throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
