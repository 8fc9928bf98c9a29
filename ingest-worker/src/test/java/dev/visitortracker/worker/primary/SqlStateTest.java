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
    "08006, false, NOT_REACHED",
    "40001, false, CONFLICT",
    "40P01, false, CONFLICT",
    "55P03, false, CONFLICT",
    "57P01, false, SHUTTING_DOWN",
    "57014, false, SHUTTING_DOWN",
    "53300, false, OUT_OF_RESOURCES",
    "23514, false, OTHER",
    "25006, false, READ_ONLY",
    "28000, false, NOT_ALLOWED",
    "28P01, false, NOT_ALLOWED",
    "42501, false, NOT_ALLOWED",
    "42P01, false, NOT_MIGRATED",
    "42703, false, NOT_MIGRATED",
    "53100, false, DISK_FULL",
    "53200, false, OUT_OF_RESOURCES",
    "53400, false, OUT_OF_RESOURCES",
    "58030, false, OTHER",
    "XX000, false, OTHER",
    "42601, false, OTHER",
    "22021, true, OTHER",
    "22003, true, OTHER",
    "23505, true, OTHER",
    "23502, true, OTHER",
    "54000, true, OTHER",
    "54011, true, OTHER"
  })
  void meaning_followsTheCode_thenItsClass(String code, boolean blamesRow, Condition condition) {
    assertThat(SqlState.blamesRow(new Refusal(code))).isEqualTo(blamesRow);
    assertThat(SqlState.condition(new Refusal(code))).isEqualTo(condition);
  }

  @Test
  void meaning_blamesNoRow_whenPostgresDidNotAnswer() {
    assertThat(SqlState.blamesRow(new IOException("connection reset"))).isFalse();
    assertThat(SqlState.condition(new IOException("connection reset")))
        .isEqualTo(Condition.NOT_REACHED);
    assertThat(SqlState.blamesRow(new TimeoutException())).isFalse();
    assertThat(SqlState.condition(new TimeoutException())).isEqualTo(Condition.NOT_REACHED);
  }

  @Test
  void meaning_isNoLostConnection_whenAnInvariantIsBroken() {
    IllegalStateException broken = new IllegalStateException("COPY stored 1 of 2 rows");

    assertThat(SqlState.blamesRow(broken)).isFalse();
    assertThat(SqlState.condition(broken)).isEqualTo(Condition.OTHER);
  }

  private static final class Refusal extends R2dbcNonTransientException {
    private static final long serialVersionUID = 1L;

    Refusal(String code) {
      super("refused", code);
    }
  }
}
