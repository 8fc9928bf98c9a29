package dev.visitortracker.api.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of problems in the module's README, which is where users look. */
public final class ProblemTable {
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d{3}) \\| `([a-z-]+)` \\| (.+) \\| (yes|no) \\|");

  private ProblemTable() {}

  /**
   * One row of the table.
   *
   * @param when in words; each row has its own
   */
  public record Row(int status, String type, String when, boolean isRetryable) {
    public String uri() {
      return "/problems/" + type;
    }

    @Override
    public String toString() {
      return status + " " + type + ": " + when;
    }
  }

  public static List<Row> rows() {
    try {
      return Files.readAllLines(Path.of("README.md")).stream()
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .map(
              row ->
                  new Row(
                      Integer.parseInt(row.group(1)),
                      row.group(2),
                      row.group(3),
                      row.group(4).equals("yes")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
