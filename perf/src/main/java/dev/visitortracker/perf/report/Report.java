package dev.visitortracker.perf.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run of the benchmarks found, as it is kept and compared.
 *
 * @param remarks what a reader of the figures must know, such as that one could not be measured
 */
public record Report(
    Machine machine,
    String commit,
    Map<String, Object> settings,
    List<Figure> figures,
    List<String> remarks) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public static Report of(
      Map<String, Object> settings, List<Figure> figures, List<String> remarks) {
    return new Report(Machine.here(), thisCommit(), settings, figures, remarks);
  }

  /** The commit that the script gives. */
  public static String thisCommit() {
    return System.getProperty("visitortracker.commit", "unknown");
  }

  public static Report read(Path file) {
    return JSON.readValue(file.toFile(), Report.class);
  }

  public void write(Path file) {
    json(file, this);
  }

  /** Writes any record as JSON, as reports are. */
  public static void json(Path file, Object value) {
    JSON.writeValue(file.toFile(), value);
  }
}
