package dev.visitortracker.api.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedCodingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip                          | GZIP     | true",
        "x-gzip                        | GZIP     | true",
        "zstd                          | ZSTD     | true",
        "GZip, ZStd                    | ZSTD     | true",
        "gzip, deflate, br, zstd       | ZSTD     | true",
        "gzip;q=1.0, zstd;q=0.9        | GZIP     | true",
        "gzip ; Q=0.5 , zstd;q=0.500   | ZSTD     | true",
        "gzip;q=0.001                  | GZIP     | true",
        "*                             | GZIP     | true",
        "zstd;q=0, *                   | GZIP     | true",
        "*;q=0.2, gzip;q=0.3           | GZIP     | true",
        "''                            | IDENTITY | true",
        "identity                      | IDENTITY | true",
        "gzip;q=0                      | IDENTITY | true",
        "gzip;q=0.000, zstd;q=0        | IDENTITY | true",
        "gzip;q=0.5, identity          | IDENTITY | true",
        "gzip;q=0.5, identity;q=0.4    | GZIP     | true",
        "deflate, br, snappy           | IDENTITY | true",
        "gzipped, notgzip              | IDENTITY | true",
        "identity;q=0                  | IDENTITY | false",
        "gzip, identity;q=0            | GZIP     | false",
        "gzip, *;q=0                   | GZIP     | false",
        "*;q=0                         | IDENTITY | false",
        "*;q=0, identity;q=0.1         | IDENTITY | true",
        "gzip;q=2                      | IDENTITY | true",
        "gzip;q=0.1234                 | IDENTITY | true",
        "gzip;q=-1                     | IDENTITY | true",
        "gzip;q=NaN                    | IDENTITY | true",
        "gzip;q=                       | IDENTITY | true",
        "gzip;level=1                  | IDENTITY | true",
        "gzip;q=1;q=0                  | IDENTITY | true",
        "gzip;q=x, zstd                | ZSTD     | true",
        ";;;,,,;q=1                    | IDENTITY | true"
      })
  void coding_isTheBestThatTheCallerTakes_whicheverItNames(
      String value, ContentCoding best, boolean isPlainTaken) {
    assertThat(AcceptedCodings.of(List.of(value)))
        .isEqualTo(new AcceptedCodings(best, isPlainTaken));
  }

  @Test
  void answer_isPlain_whenNothingIsKnownOfTheCaller() {
    assertThat(AcceptedCodings.of(List.of())).isEqualTo(AcceptedCodings.ONLY_PLAIN);
  }

  @Test
  void headers_areOneList_whenThereAreSeveral() {
    assertThat(AcceptedCodings.of(List.of("br", "gzip;q=0.1, zstd;q=0")).best())
        .isEqualTo(ContentCoding.GZIP);
  }
}
