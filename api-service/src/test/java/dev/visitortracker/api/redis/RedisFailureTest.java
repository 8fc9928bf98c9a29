package dev.visitortracker.api.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisLoadingException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedisFailureTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new TimeoutException("no fallback has been configured"), "does not answer in time"),
        Arguments.of(new RedisCommandTimeoutException("late"), "does not answer in time"),
        Arguments.of(new RedisConnectionException("Unable to connect to x"), "cannot be reached"),
        Arguments.of(new IOException("Connection reset by peer"), "cannot be reached"),
        Arguments.of(new RedisLoadingException("LOADING"), "is still loading its data"),
        Arguments.of(new RedisCommandExecutionException("NOAUTH"), "refuses the command"),
        Arguments.of(
            new IllegalStateException("x"), "has failed; the log of this instance says how"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void words_areOurs_whateverTheClientThrows(Throwable error, String words) {
    assertThat(RedisFailure.words(error)).isEqualTo(words);
  }
}
