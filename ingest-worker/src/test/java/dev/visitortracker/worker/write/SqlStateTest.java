package dev.visitortracker.worker.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStateTest {

  @ParameterizedTest
  @CsvSource({
    "40001, RETRY",
    "40P01, RETRY",
    "08006, RETRY",
    "57P01, RETRY",
    "57014, RETRY",
    "53300, RETRY",
    "55P03, RETRY",
    "23514, RETRY",
    "25006, PAUSE",
    "53100, PAUSE",
    "58030, PAUSE",
    "42P01, PAUSE",
    "28P01, PAUSE",
    "XX000, PAUSE",
    "22021, ISOLATE",
    "22003, ISOLATE",
    "23505, ISOLATE",
    "23502, ISOLATE",
    "54000, ISOLATE"
  })
  void verdict_followsTheCode_thenItsClass(String code, Verdict expected) {
    assertThat(SqlState.verdict(new Refusal(code))).isEqualTo(expected);
  }

  @Test
  void verdict_isRetry_whenPostgresDidNotAnswer() {
    assertThat(SqlState.verdict(new IOException("connection reset"))).isEqualTo(Verdict.RETRY);
    assertThat(SqlState.verdict(new TimeoutException())).isEqualTo(Verdict.RETRY);
  }

  private static final class Refusal extends R2dbcNonTransientException {
    private static final long serialVersionUID = 1L;

    Refusal(String code) {
      super("refused", code);
    }
  }
}
