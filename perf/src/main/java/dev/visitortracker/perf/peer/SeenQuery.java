package dev.visitortracker.perf.peer;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.watch.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query that the API really sends for a read, taken from the log of a replica with its
 * parameters in place. So what is compared is the same query by construction, whatever becomes of
 * the API's code.
 */
public final class SeenQuery {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Pattern STATEMENT =
      Pattern.compile(
          "execute [^:]*: ((?:(?!\\n\\S).)*?from visit_events(?:(?!\\n\\S).)*)\\n[^\\n]*DETAIL:"
              + "\\s+parameters: ([^\\n]*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+) = ('(?:[^']|'')*'|NULL)");

  private SeenQuery() {}

  /**
   * Makes the replica log its queries, has the read done, and answers what it saw.
   *
   * @param read what makes the API read from any replica
   */
  public static String of(LocalStack stack, String replica, Callable<?> read) throws Exception {
    Path log = stack.dataDirectory().resolve("log/" + replica + ".log");
    int before = Files.readString(log).length();
    logging(stack, replica, "SET log_min_duration_statement = 0");
    try {
      AtomicReference<String> query = new AtomicReference<>();
      Await.until(
          "the read in " + log,
          PATIENCE,
          POLL,
          () -> {
            read.call();
            find(Files.readString(log).substring(before)).ifPresent(query::set);
            return query.get() != null;
          });
      return query.get();
    } finally {
      logging(stack, replica, "RESET log_min_duration_statement");
    }
  }

  static Optional<String> find(String log) {
    Matcher statement = STATEMENT.matcher(log);
    if (!statement.find()) {
      return Optional.empty();
    }
    String query = statement.group(1).strip();
    Matcher parameters = PARAMETER.matcher(statement.group(2));
    while (parameters.find()) {
      String place = "\\$" + parameters.group(1) + "(?!\\d)";
      query = query.replaceAll(place, Matcher.quoteReplacement(parameters.group(2)));
    }
    return Optional.of(query);
  }

  private static void logging(LocalStack stack, String replica, String setting)
      throws SQLException {
    try (Connection connection = stack.connection(replica, "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM " + setting);
      statement.execute("SELECT pg_reload_conf()");
    }
  }
}
