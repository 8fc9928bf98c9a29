package dev.visitortracker.api.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.pool.PoolShutdownException;

class ReadFailureTest {
  @ParameterizedTest
  @CsvSource({
    "57014,TOO_SLOW",
    "40001,NOT_NOW",
    "53300,NOT_NOW",
    "57P01,NODE_LOST",
    "57P03,NODE_LOST",
    "08006,NODE_LOST",
    "42P01,DEFECT",
    "22P02,DEFECT"
  })
  void failure_isDecidedByTheSqlState_whenPostgresqlHasAnswered(
      String state, ReadFailure expected) {
    assertThat(ReadFailure.of(new R2dbcBadGrammarException("failed", state))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "28P01,refuses the user or the password",
    "3D000,does not have the database",
    "42P01,does not have the tables",
    "53300,has no memory or connection left",
    "57014,does not answer in time",
    "57P01,is shutting down or was restarted",
    "57P03,is starting",
    "08006,cannot be reached",
    "XX000,has failed; the log of this instance says how"
  })
  void words_areOurs_whicheverTheSqlState(String state, String words) {
    assertThat(ReadFailure.words(new R2dbcBadGrammarException("driver's text", state)))
        .isEqualTo(words);
  }

  @Test
  void words_areOurs_whateverTheDriverThrows() {
    assertThat(ReadFailure.words(new R2dbcNonTransientResourceException("Cannot connect to x:1")))
        .isEqualTo("cannot be reached");
    assertThat(ReadFailure.words(new TimeoutException("no fallback has been configured")))
        .isEqualTo("does not answer in time");
    assertThat(ReadFailure.words(new IllegalStateException("internal")))
        .isEqualTo("has failed; the log of this instance says how");
  }

  @Test
  void node_isLost_whenItsConnectionIs() {
    assertThat(ReadFailure.of(new R2dbcNonTransientResourceException("closed")))
        .isEqualTo(ReadFailure.NODE_LOST);
    assertThat(ReadFailure.of(new R2dbcTransientResourceException("reset")))
        .isEqualTo(ReadFailure.NODE_LOST);
    assertThat(ReadFailure.of(new IllegalStateException(new IOException("reset"))))
        .isEqualTo(ReadFailure.NODE_LOST);
    assertThat(ReadFailure.of(new TimeoutException())).isEqualTo(ReadFailure.NODE_LOST);
  }

  @Test
  void node_isBusy_whenItsPoolHasNoConnectionInTime() {
    assertThat(ReadFailure.of(new R2dbcTimeoutException("acquire"))).isEqualTo(ReadFailure.NOT_NOW);
  }

  @Test
  void read_goesToTheNextNode_whenThePoolIsRenewedBelowIt() {
    assertThat(ReadFailure.of(new PoolShutdownException())).isEqualTo(ReadFailure.NOT_NOW);
  }

  @Test
  void failure_isADefect_whenItIsNotTheDatabases() {
    assertThat(ReadFailure.of(new NullPointerException())).isEqualTo(ReadFailure.DEFECT);
  }
}
