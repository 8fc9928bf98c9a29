package dev.visitortracker.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.problem.ProblemType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTableTest {
  @Test
  void types_standInTheReadme_allOfThemAndNoOthers() {
    assertThat(ProblemTable.rows().stream().map(ProblemTable.Row::uri).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ProblemType.values()).map(ProblemType::uri).toList());
  }

  @Test
  void rows_areToldApart_byTheirWords() {
    assertThat(ProblemTable.rows()).extracting(ProblemTable.Row::when).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dev.visitortracker.api.contract.ProblemTable#rows")
  void row_saysWhatTheServiceSays_ofEveryType(ProblemTable.Row row) {
    ProblemType type =
        Stream.of(ProblemType.values())
            .filter(known -> known.uri().equals(row.uri()))
            .findFirst()
            .orElseThrow();

    assertThat(row.status()).isEqualTo(type.status());
    assertThat(row.isRetryable()).isEqualTo(type.isRetryable());
  }
}
