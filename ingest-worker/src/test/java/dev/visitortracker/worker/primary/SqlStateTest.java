package dev.visitortracker.worker.primary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.telemetry.Condition;
import io.r2dbc.spi.R2dbcNonTransientException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStateTest {

  @ParameterizedTest
  @CsvSource({
    "08006, RETRY, NOT_REACHED",
    "40001, RETRY, CONFLICT",
    "40P01, RETRY, CONFLICT",
    "55P03, RETRY, CONFLICT",
    "57P01, RETRY, SHUTTING_DOWN",
    "57014, RETRY, SHUTTING_DOWN",
    "53300, RETRY, OUT_OF_RESOURCES",
    "23514, RETRY, OTHER",
    "25006, PAUSE, READ_ONLY",
    "28000, PAUSE, NOT_ALLOWED",
    "28P01, PAUSE, NOT_ALLOWED",
    "42501, PAUSE, NOT_ALLOWED",
    "42P01, PAUSE, NOT_MIGRATED",
    "42703, PAUSE, NOT_MIGRATED",
    "53100, PAUSE, DISK_FULL",
    "53200, PAUSE, OUT_OF_RESOURCES",
    "53400, PAUSE, OUT_OF_RESOURCES",
    "58030, PAUSE, OTHER",
    "XX000, PAUSE, OTHER",
    "42601, PAUSE, OTHER",
    "22021, ISOLATE, OTHER",
    "22003, ISOLATE, OTHER",
    "23505, ISOLATE, OTHER",
    "23502, ISOLATE, OTHER",
    "54000, ISOLATE, OTHER",
    "54011, ISOLATE, OTHER"
  })
  void verdictAndCondition_followTheCode_thenItsClass(
      String code, Verdict verdict, Condition condition) {
    assertThat(SqlState.verdict(new Refusal(code))).isEqualTo(verdict);
    assertThat(SqlState.condition(new Refusal(code))).isEqualTo(condition);
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
