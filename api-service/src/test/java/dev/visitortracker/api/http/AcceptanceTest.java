package dev.visitortracker.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;

class AcceptanceTest {
  private static final List<MediaType> PRODUCED =
      List.of(
          MediaType.APPLICATION_JSON,
          MediaType.APPLICATION_NDJSON,
          MediaType.parseMediaType("text/csv;charset=utf-8;header=present"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "application/x-ndjson; x-ndjson",
        "application/x-ndjson|q=1.0; x-ndjson",
        "text/csv; csv",
        "text/csv|charset=UTF-8; csv",
        "text/csv|header=absent; none",
        "text/*; csv",
        "*/*; json",
        "application/*; json",
        "application/json|charset=utf-8; json",
        "''; json",
        "application/json, text/csv; json",
        "text/csv, application/json; csv",
        "application/json|q=0.5, text/csv; csv",
        "text/html, text/csv|q=0.9, */*|q=0.8; csv",
        "text/csv|q=0, */*; json",
        "application/json|q=0, */*; x-ndjson",
        "application/*|q=0, */*; csv",
        "*/*, application/*|q=0.1, application/x-ndjson|q=0.2, text/*|q=0; x-ndjson",
        "*/*|q=0; none",
        "image/png; none"
      })
  void type_isTheBest_byItsMostSpecificRange(String accept, String expected) {
    MediaType best =
        Acceptance.bestOf(MediaType.parseMediaTypes(accept.replace('|', ';')), PRODUCED);

    assertThat(best == null ? "none" : best.getSubtype()).isEqualTo(expected);
  }
}
