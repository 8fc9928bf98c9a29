package dev.visitortracker.perf.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run found, as one HTML page that carries it as JSON, draws it and loads nothing.
 *
 * @param passed whether that is good; null where it is not judged
 */
public record Page(
    String title,
    String summary,
    @Nullable Boolean passed,
    Machine machine,
    String commit,
    List<Section> sections) {
  private static final String PLACE = "@PAGE@";

  public static Page of(
      String title, String summary, @Nullable Boolean passed, List<Section> sections) {
    return new Page(
        title, summary, passed, Machine.here(), Machine.commit(), List.copyOf(sections));
  }

  public void write(Path file) throws IOException {
    // A "<" could end the script that carries the JSON.
    String json = Json.text(this).replace("<", "\\u003c");
    Files.writeString(file, template().replace(PLACE, json));
  }

  private static String template() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("page.html")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
