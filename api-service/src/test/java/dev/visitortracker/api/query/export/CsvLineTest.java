package dev.visitortracker.api.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.visits.VisitRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {
  @Test
  void line_holdsAllFieldsOfTheHeader_whenSomeAreNull() {
    var row =
        new VisitRow(
            Ulid.from("019NSJBBPRNNTYE5Z42JGCMFYP"),
            """
            {"site":"a","source_ip":"192.0.2.7","endpoint":"/a,b","method":"GET",\
            "response_code":200,"user_agent":"say \\"hi\\"\\nü","referrer":null,"duration_ms":null}\
            """);
    var line = new StringBuilder();

    CsvLine.write(row, line);

    assertThat(line)
        .hasToString(
            "019NSJBBPRNNTYE5Z42JGCMFYP,2015-05-20T21:05:59.000Z,a,192.0.2.7,\"/a,b\",GET,200,"
                + "\"say \"\"hi\"\"\nü\",,\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\uff1dx",
        " =1+1",
        "\u00a0\u3000@SUM(A1)",
        "\ufeff\u200b+1",
        "\u0001-1"
      })
  void value_isNoFormula_whenItBeginsLikeOne(String value) {
    var cell = new StringBuilder();

    CsvLine.writeText(value, cell);

    assertThat(cell).hasToString("'" + value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/a=1", "  x-1", "a@b"})
  void value_staysAsItIs_whenItIsNoFormula(String value) {
    var cell = new StringBuilder();

    CsvLine.writeText(value, cell);

    assertThat(cell).hasToString(value);
  }

  @Test
  void formula_isQuotedToo_whenItHoldsASeparator() {
    var cell = new StringBuilder();

    CsvLine.writeText("=HYPERLINK(\"http://x\",1)", cell);

    assertThat(cell).hasToString("\"'=HYPERLINK(\"\"http://x\"\",1)\"");
  }
}
