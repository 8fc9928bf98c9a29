package dev.visitortracker.api.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Values at and beyond the bounds that a parameter's schema states. */
public final class ParameterValues {
  private ParameterValues() {}

  public static List<String> within(JsonNode schema) {
    Stream<JsonNode> listed = schema.path("enum").valueStream();
    Stream<JsonNode> ends = Stream.of(schema.path("minimum"), schema.path("maximum"));
    Stream<String> longest =
        schema.has("maxLength")
            ? Stream.of("x".repeat(schema.path("maxLength").asInt()))
            : Stream.empty();
    return Stream.concat(
            Stream.of(listed, ends, schema.path("examples").valueStream())
                .flatMap(values -> values)
                .filter(value -> !value.isMissingNode())
                .map(JsonNode::asString),
            longest)
        .toList();
  }

  /** Nothing, and a word that is none, in any schema but that of a free text. */
  public static List<String> beyond(JsonNode schema) {
    return Stream.concat(Stream.of(""), wrong(schema).stream()).toList();
  }

  private static List<String> wrong(JsonNode schema) {
    if (isFreeText(schema)) {
      return List.of();
    }
    if (schema.path("type").asString().equals("integer")) {
      return Stream.of(
              Stream.of("nonsense", "1.5"),
              number(schema, "minimum", -1),
              number(schema, "maximum", 1))
          .flatMap(values -> values)
          .toList();
    }
    return schema.has("maxLength")
        ? List.of("x".repeat(schema.path("maxLength").asInt() + 1))
        : List.of("no such thing!");
  }

  private static boolean isFreeText(JsonNode schema) {
    return Set.of("type", "minLength").equals(Set.copyOf(schema.propertyNames()))
        && schema.path("type").asString().equals("string");
  }

  private static Stream<String> number(JsonNode schema, String bound, long beyond) {
    return schema.has(bound)
        ? Stream.of(Long.toString(schema.path(bound).asLong() + beyond))
        : Stream.empty();
  }
}
