package dev.visitortracker.worker.primary;

import dev.visitortracker.worker.telemetry.Condition;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * What an error of PostgreSQL means: whether a row of the statement is at fault, and the condition
 * under which it is reported. The codes are those of the PostgreSQL documentation, appendix A; a
 * whole code decides before its class (the first two characters).
 *
 * <p>An error that blames no row is met with the same statement again, later.
 */
public final class SqlState {
  private record Meaning(boolean blamesRow, Condition condition) {}

  private static final Map<String, Meaning> CODES =
      Map.ofEntries(
          // check_violation: no partition for the row. The table has no checks of its own.
          later("23514", Condition.OTHER),
          later("25006", Condition.READ_ONLY), // read_only_sql_transaction
          later("28000", Condition.NOT_ALLOWED), // invalid_authorization
          later("28P01", Condition.NOT_ALLOWED), // invalid_password
          later("42P01", Condition.NOT_MIGRATED), // undefined_table
          later("42703", Condition.NOT_MIGRATED), // undefined_column
          later("42501", Condition.NOT_ALLOWED), // insufficient_privilege
          later("53100", Condition.DISK_FULL), // disk_full
          // program_limit_exceeded: a row too large to index
          blamesRow("54000"));

  private static final Map<String, Meaning> CLASSES =
      Map.ofEntries(
          later("08", Condition.NOT_REACHED), // connection
          blamesRow("22"), // data
          blamesRow("23"), // integrity, unique_violation among it
          later("40", Condition.CONFLICT), // rollback: serialisation, deadlock
          later("53", Condition.OUT_OF_RESOURCES), // memory, connections
          blamesRow("54"), // limits
          later("55", Condition.CONFLICT), // locks
          later("57", Condition.SHUTTING_DOWN)); // operator: shutdown, cancelled

  private static final Meaning NO_ANSWER = new Meaning(false, Condition.NOT_REACHED);
  private static final Meaning NOT_TRUSTED = new Meaning(false, Condition.NOT_TRUSTED);
  private static final Meaning UNKNOWN = new Meaning(false, Condition.OTHER);
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private SqlState() {}

  /** Whether somebody held a lock for longer than our transactions ever do. */
  public static boolean isLockTimeout(Throwable error) {
    return error instanceof R2dbcException refusal
        && LOCK_NOT_AVAILABLE.equals(refusal.getSqlState());
  }

  /** Whether one of the rows is at fault or already stored, so that others can be stored. */
  public static boolean blamesRow(Throwable error) {
    return meaning(error).blamesRow();
  }

  public static Condition condition(Throwable error) {
    return meaning(error).condition();
  }

  private static Meaning meaning(Throwable error) {
    if (error instanceof IllegalStateException) {
      return UNKNOWN;
    }
    if (isAboutTls(error)) {
      return NOT_TRUSTED;
    }
    if (!(error instanceof R2dbcException refusal) || refusal.getSqlState() == null) {
      // A lost connection or a timeout.
      return NO_ANSWER;
    }
    String code = refusal.getSqlState();
    Meaning exact = CODES.get(code);
    return exact != null
        ? exact
        : CLASSES.getOrDefault(code.substring(0, Math.min(2, code.length())), UNKNOWN);
  }

  /** A handshake that failed, a certificate for another host, or a server without encryption. */
  private static boolean isAboutTls(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException
          || (cause instanceof R2dbcPermissionDeniedException denied
              && "08006".equals(denied.getSqlState()))) {
        return true;
      }
    }
    return false;
  }

  private static Map.Entry<String, Meaning> later(String state, Condition condition) {
    return Map.entry(state, new Meaning(false, condition));
  }

  private static Map.Entry<String, Meaning> blamesRow(String state) {
    return Map.entry(state, new Meaning(true, Condition.OTHER));
  }
}
