package dev.visitortracker.api.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class ExportFormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "application/x-ndjson; NDJSON",
        "text/csv; CSV",
        "text/*; CSV",
        "*/*; JSON",
        "application/*; JSON",
        "''; JSON",
        "application/json, text/csv; JSON",
        "application/json|q=0.5, text/csv; CSV",
        "text/html, text/csv|q=0.9, */*|q=0.8; CSV",
        "text/csv|q=0, */*; JSON"
      })
  void format_isWhatTheCallerLikesBest_ofThoseThereAre(String accept, String expected) {
    assertThat(
            ExportFormat.preferred(MediaType.parseMediaTypes(accept.replace('|', ';')))
                .map(Enum::name)
                .orElse("JSON"))
        .isEqualTo(expected);
  }

  @Test
  void csv_saysItsCharsetAndHeader_forReadersThatWouldGuess() {
    assertThat(ExportFormat.CSV.mediaType()).hasToString("text/csv;charset=utf-8;header=present");
  }
}
