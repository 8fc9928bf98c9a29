package dev.visitortracker.perf.report;

import java.nio.file.Path;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as reports have it: members in snake case. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** Indented, so that two files can be compared line by line. */
  public static void write(Path file, Object value) {
    MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), value);
  }

  static <T> T read(Path file, Class<T> type) {
    return MAPPER.readValue(file.toFile(), type);
  }

  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
