package dev.visitortracker.api.replica;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolShutdownException;

/** The table from a failed read to what happens next. */
enum ReadFailure {
  /** The node is gone: it leaves the rotation, and the read goes to the next one. */
  NODE_LOST,
  /** The node is there but cannot serve this read now: the read goes to the next one. */
  NOT_NOW,
  /** PostgreSQL has cancelled the statement: another node would need as long. */
  TOO_SLOW,
  /** A defect of ours, or a schema that is not there. */
  DEFECT;

  static ReadFailure of(Throwable error) {
    if (isCausedBy(error, PoolAcquirePendingLimitException.class)
        || isCausedBy(error, PoolAcquireTimeoutException.class)
        || isCausedBy(error, PoolShutdownException.class) // The node is back, with a new pool.
        || error instanceof R2dbcTimeoutException) {
      return NOT_NOW;
    }
    if (error instanceof TimeoutException || isCausedBy(error, IOException.class)) {
      return NODE_LOST;
    }
    if (!(error instanceof R2dbcException failed)) {
      return DEFECT;
    }
    return ofState(failed);
  }

  private static ReadFailure ofState(R2dbcException failed) {
    String state = failed.getSqlState();
    return switch (state == null ? "" : state) {
      case "57014" -> TOO_SLOW; // query_canceled
      case "40001", "40P01" -> NOT_NOW; // a conflict with recovery
      case "53300", "53200" -> NOT_NOW; // too_many_connections, out_of_memory
      case "57P01", "57P02", "57P03", "57P05" -> NODE_LOST; // shutdown, crash, start-up, idle
      default -> isLostConnection(failed, state) ? NODE_LOST : DEFECT;
    };
  }

  private static boolean isLostConnection(R2dbcException failed, @Nullable String state) {
    return (state != null && state.startsWith("08"))
        || failed instanceof R2dbcNonTransientResourceException
        || failed instanceof R2dbcTransientResourceException;
  }

  private static boolean isCausedBy(Throwable error, Class<? extends Throwable> type) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
