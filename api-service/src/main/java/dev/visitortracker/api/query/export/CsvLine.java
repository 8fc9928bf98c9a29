package dev.visitortracker.api.query.export;

import dev.visitortracker.api.query.visits.VisitRow;
import dev.visitortracker.api.query.visits.VisitStatement;
import dev.visitortracker.event.Timestamps;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A visit as a line of CSV (RFC 4180).
 *
 * <p>Endpoints, user agents and referrers come from strangers, and a spreadsheet runs a cell that
 * begins like a formula, also behind white space or characters that nobody sees, which some of them
 * cut off. Such a value gets an apostrophe in front, as OWASP advises against "CSV injection"; who
 * needs the exact value reads NDJSON.
 */
final class CsvLine {
  /** In the order in which {@link VisitStatement} selects the fields. */
  static final String HEADER =
      "id,timestamp,site,source_ip,endpoint,method,response_code,user_agent,referrer,duration_ms\r\n";

  /** The last four are the full-width forms, which some spreadsheets take for the same. */
  private static final String FORMULA_STARTS = "=+-@\uff1d\uff0b\uff0d\uff20";

  /** Characters that can end a cell. A value that begins with one is always guarded. */
  private static final String CELL_ENDS = "\t\r\n";

  private static final JsonFactory JSON = new JsonFactory();

  private CsvLine() {}

  static void write(VisitRow row, StringBuilder to) {
    to.append(row.id()).append(',').append(Timestamps.format(row.id().getTime()));
    try (JsonParser fields = JSON.createParser(ObjectReadContext.empty(), row.fields())) {
      for (JsonToken token = fields.nextToken(); token != null; token = fields.nextToken()) {
        if (token.isScalarValue()) {
          to.append(',');
          writeValue(token, fields, to);
        }
      }
    }
    to.append("\r\n");
  }

  private static void writeValue(JsonToken token, JsonParser fields, StringBuilder to) {
    if (token == JsonToken.VALUE_STRING) {
      writeText(fields.getString(), to);
    } else if (token != JsonToken.VALUE_NULL) {
      to.append(fields.getString());
    }
  }

  static void writeText(String text, StringBuilder to) {
    boolean isFormula = isFormula(text);
    if (text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
      to.append(isFormula ? "'" : "").append(text);
      return;
    }
    to.append('"').append(isFormula ? "'" : "");
    to.append(text.replace("\"", "\"\"")).append('"');
  }

  private static boolean isFormula(String text) {
    if (!text.isEmpty() && CELL_ENDS.indexOf(text.charAt(0)) >= 0) {
      return true;
    }
    return text.codePoints()
        .dropWhile(CsvLine::isBlank)
        .limit(1)
        .anyMatch(first -> FORMULA_STARTS.indexOf(first) >= 0);
  }

  private static boolean isBlank(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.getType(character) == Character.FORMAT
        || Character.isISOControl(character);
  }
}
