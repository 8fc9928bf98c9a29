package dev.visitortracker.local.tls;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.machine.StackException;
import dev.visitortracker.local.tls.LocalCertificates.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Lets a running database of the stack take encrypted connections, too. Connections in clear text
 * go on as before. It must be closed before the certificates are deleted: PostgreSQL does not start
 * without them.
 */
public final class EncryptedDatabase implements AutoCloseable {
  private final LocalStack stack;
  private final String part;
  private final String rulesBefore;

  /**
   * @param part such as {@code replica-1}
   */
  public EncryptedDatabase(LocalStack stack, String part) {
    this.stack = stack;
    this.part = part;
    this.rulesBefore = read();
  }

  /** New encrypted connections get this certificate; clients must be of the same authority. */
  public void shows(Issued server) {
    run(
        "ALTER SYSTEM SET ssl_cert_file = '" + server.certificate().toAbsolutePath() + "'",
        "ALTER SYSTEM SET ssl_key_file = '" + server.key().toAbsolutePath() + "'",
        "ALTER SYSTEM SET ssl_ca_file = '" + server.authority().toAbsolutePath() + "'",
        "ALTER SYSTEM SET ssl = on",
        "SELECT pg_reload_conf()");
  }

  /**
   * Puts a rule before all others.
   *
   * @param rule a line of {@code pg_hba.conf}
   */
  public void demands(String rule) {
    write(rule + "\n" + read());
  }

  /** Connections are in clear text again. */
  @Override
  public void close() {
    run(
        "ALTER SYSTEM RESET ssl",
        "ALTER SYSTEM RESET ssl_cert_file",
        "ALTER SYSTEM RESET ssl_key_file",
        "ALTER SYSTEM RESET ssl_ca_file");
    write(rulesBefore);
  }

  private String read() {
    try {
      return Files.readString(rules());
    } catch (IOException e) {
      throw new StackException("cannot read the rules of " + part + ": " + e, e);
    }
  }

  private void write(String text) {
    try {
      Files.writeString(rules(), text);
    } catch (IOException e) {
      throw new StackException("cannot change the rules of " + part + ": " + e, e);
    }
    run("SELECT pg_reload_conf()");
  }

  private Path rules() {
    try (Connection connection = stack.connection(part, "postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW hba_file")) {
      row.next();
      return Path.of(row.getString(1));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void run(String... sql) {
    try (Connection connection = stack.connection(part, "postgres");
        Statement statement = connection.createStatement()) {
      for (String text : List.of(sql)) {
        statement.execute(text);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private StackException failed(SQLException e) {
    return new StackException("cannot encrypt connections of " + part + ": " + e.getMessage(), e);
  }
}
