package dev.visitortracker.worker.write;

import io.r2dbc.spi.R2dbcException;
import java.util.Map;

/**
 * From SQLSTATE to verdict. The codes are those of the PostgreSQL documentation, appendix A; a
 * whole code decides before its class (the first two characters).
 */
final class SqlState {
  private static final Map<String, Verdict> CODES =
      Map.ofEntries(
          // check_violation: no partition for the row. The table has no checks of its own.
          Map.entry("23514", Verdict.RETRY),
          Map.entry("25006", Verdict.PAUSE), // read_only_sql_transaction
          Map.entry("28000", Verdict.PAUSE), // invalid_authorization_specification
          Map.entry("28P01", Verdict.PAUSE), // invalid_password
          Map.entry("42P01", Verdict.PAUSE), // undefined_table: not migrated
          Map.entry("42703", Verdict.PAUSE), // undefined_column: not migrated
          Map.entry("42501", Verdict.PAUSE), // insufficient_privilege
          Map.entry("53100", Verdict.PAUSE), // disk_full
          Map.entry("53200", Verdict.PAUSE), // out_of_memory
          Map.entry("53300", Verdict.RETRY), // too_many_connections
          Map.entry("54000", Verdict.ISOLATE)); // program_limit_exceeded: a row too large to index

  private static final Map<String, Verdict> CLASSES =
      Map.of(
          "08", Verdict.RETRY, // connection
          "22", Verdict.ISOLATE, // data
          "23", Verdict.ISOLATE, // integrity, unique_violation among it
          "40", Verdict.RETRY, // rollback: serialisation, deadlock
          "53", Verdict.PAUSE, // resources
          "54", Verdict.ISOLATE, // limits
          "55", Verdict.RETRY, // locks
          "57", Verdict.RETRY, // operator: shutdown, cancelled
          "58", Verdict.PAUSE); // operating system

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private SqlState() {}

  /** Whether somebody held a lock for longer than our transactions ever do. */
  static boolean isLockTimeout(Throwable error) {
    return error instanceof R2dbcException refusal
        && LOCK_NOT_AVAILABLE.equals(refusal.getSqlState());
  }

  /** Anything that is not an answer of PostgreSQL is a lost connection or a timeout. */
  static Verdict verdict(Throwable error) {
    if (!(error instanceof R2dbcException refusal) || refusal.getSqlState() == null) {
      return Verdict.RETRY;
    }
    String code = refusal.getSqlState();
    Verdict exact = CODES.get(code);
    return exact != null
        ? exact
        : CLASSES.getOrDefault(code.substring(0, Math.min(2, code.length())), Verdict.PAUSE);
  }
}
