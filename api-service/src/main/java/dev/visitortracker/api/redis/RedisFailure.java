package dev.visitortracker.api.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisLoadingException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** The table from a failed question to Redis to the words of a health answer. */
final class RedisFailure {
  private RedisFailure() {}

  /** Without any text of the client's, which belongs in the log. */
  static String words(Throwable error) {
    return switch (error) {
      case TimeoutException late -> "does not answer in time";
      case RedisCommandTimeoutException late -> "does not answer in time";
      case RedisConnectionException away -> "cannot be reached";
      case IOException lost -> "cannot be reached";
      case RedisLoadingException loading -> "is still loading its data";
      case RedisCommandExecutionException refused -> "refuses the command";
      default -> "has failed; the log of this instance says how";
    };
  }
}
