package dev.visitortracker.api.replica;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
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

  private static final String AWAY = "cannot be reached";
  private static final String LATE = "does not answer in time";
  private static final String UNKNOWN = "has failed; the log of this instance says how";

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

  /** What a health answer says of a node that failed so, without any text of the driver's. */
  static String words(Throwable error) {
    if (isCausedBy(error, CertificateExpiredException.class)) {
      return "has a certificate that has expired";
    }
    if (isCausedBy(error, SSLException.class)) {
      return "has a certificate of another authority or host, or does not trust ours: see"
          + " replica.tls";
    }
    if (error instanceof R2dbcPermissionDeniedException denied
        && "08006".equals(denied.getSqlState())) {
      return "takes no encryption: see replica.tls";
    }
    String state = error instanceof R2dbcException failed ? failed.getSqlState() : null;
    if (state != null) {
      return words(state);
    }
    if (error instanceof TimeoutException
        || error instanceof R2dbcTimeoutException
        || isCausedBy(error, PoolAcquireTimeoutException.class)) {
      return LATE;
    }
    return of(error) == NODE_LOST ? AWAY : UNKNOWN;
  }

  private static String words(String state) {
    return switch (state) {
      case "28000", "28P01" -> "refuses the user or the password";
      case "3D000" -> "does not have the database";
      case "42P01" -> "does not have the tables";
      case "42501" -> "does not let the user read the tables";
      case "53200", "53300" -> "has no memory or connection left";
      case "57014" -> LATE; // query_canceled
      case "57P01", "57P02" -> "is shutting down or was restarted";
      case "57P03" -> "is starting";
      default -> state.startsWith("08") ? AWAY : UNKNOWN;
    };
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
