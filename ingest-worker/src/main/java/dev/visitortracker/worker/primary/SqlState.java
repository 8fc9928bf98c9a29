package dev.visitortracker.worker.primary;

import dev.visitortracker.worker.telemetry.Condition;
import io.r2dbc.spi.R2dbcException;
import java.util.Map;

/**
 * From SQLSTATE to verdict and condition. The codes are those of the PostgreSQL documentation,
 * appendix A; a whole code decides before its class (the first two characters).
 */
public final class SqlState {
  /** What a state means for the batch, and what to call it. */
  private record Meaning(Verdict verdict, Condition condition) {}

  private static final Map<String, Meaning> CODES =
      Map.ofEntries(
          // check_violation: no partition for the row. The table has no checks of its own.
          meaning("23514", Verdict.RETRY, Condition.OTHER),
          meaning("25006", Verdict.PAUSE, Condition.READ_ONLY), // read_only_sql_transaction
          meaning("28000", Verdict.PAUSE, Condition.NOT_ALLOWED), // invalid_authorization
          meaning("28P01", Verdict.PAUSE, Condition.NOT_ALLOWED), // invalid_password
          meaning("42P01", Verdict.PAUSE, Condition.NOT_MIGRATED), // undefined_table
          meaning("42703", Verdict.PAUSE, Condition.NOT_MIGRATED), // undefined_column
          meaning("42501", Verdict.PAUSE, Condition.NOT_ALLOWED), // insufficient_privilege
          meaning("53100", Verdict.PAUSE, Condition.DISK_FULL), // disk_full
          meaning("53200", Verdict.PAUSE, Condition.OUT_OF_RESOURCES), // out_of_memory
          meaning("53300", Verdict.RETRY, Condition.OUT_OF_RESOURCES), // too_many_connections
          // program_limit_exceeded: a row too large to index
          meaning("54000", Verdict.ISOLATE, Condition.OTHER));

  private static final Map<String, Meaning> CLASSES =
      Map.ofEntries(
          meaning("08", Verdict.RETRY, Condition.NOT_REACHED), // connection
          meaning("22", Verdict.ISOLATE, Condition.OTHER), // data
          meaning("23", Verdict.ISOLATE, Condition.OTHER), // integrity, unique_violation among it
          meaning("40", Verdict.RETRY, Condition.CONFLICT), // rollback: serialisation, deadlock
          meaning("53", Verdict.PAUSE, Condition.OUT_OF_RESOURCES), // resources
          meaning("54", Verdict.ISOLATE, Condition.OTHER), // limits
          meaning("55", Verdict.RETRY, Condition.CONFLICT), // locks
          meaning("57", Verdict.RETRY, Condition.SHUTTING_DOWN), // operator: shutdown, cancelled
          meaning("58", Verdict.PAUSE, Condition.OTHER)); // operating system

  private static final Meaning NO_ANSWER = new Meaning(Verdict.RETRY, Condition.NOT_REACHED);
  private static final Meaning UNKNOWN = new Meaning(Verdict.PAUSE, Condition.OTHER);
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private SqlState() {}

  /** Whether somebody held a lock for longer than our transactions ever do. */
  public static boolean isLockTimeout(Throwable error) {
    return error instanceof R2dbcException refusal
        && LOCK_NOT_AVAILABLE.equals(refusal.getSqlState());
  }

  public static Verdict verdict(Throwable error) {
    return meaning(error).verdict();
  }

  public static Condition condition(Throwable error) {
    return meaning(error).condition();
  }

  /** Anything that is not an answer of PostgreSQL is a lost connection or a timeout. */
  private static Meaning meaning(Throwable error) {
    if (!(error instanceof R2dbcException refusal) || refusal.getSqlState() == null) {
      return NO_ANSWER;
    }
    String code = refusal.getSqlState();
    Meaning exact = CODES.get(code);
    return exact != null
        ? exact
        : CLASSES.getOrDefault(code.substring(0, Math.min(2, code.length())), UNKNOWN);
  }

  private static Map.Entry<String, Meaning> meaning(
      String state, Verdict verdict, Condition condition) {
    return Map.entry(state, new Meaning(verdict, condition));
  }
}
