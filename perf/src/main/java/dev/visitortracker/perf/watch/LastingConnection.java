package dev.visitortracker.perf.watch;

import dev.visitortracker.local.LocalStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection to one database of the stack, opened again after it broke. One thread only. */
public final class LastingConnection implements AutoCloseable {
  private final LocalStack stack;
  private final String part;
  private @Nullable Connection connection;

  /**
   * Opens nothing yet.
   *
   * @param part the name of the database
   */
  public LastingConnection(LocalStack stack, String part) {
    this.stack = stack;
    this.part = part;
  }

  /** A question to the database. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /** The answer; empty where the database is away. */
  public <T> Optional<T> ask(Question<T> question) {
    try {
      Connection open = connection;
      if (open == null) {
        open = stack.connection(part);
        connection = open;
      }
      return Optional.of(question.ask(open));
    } catch (SQLException away) {
      close();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
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
}
