package dev.visitortracker.api.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.PropertyPlaceholderHelper;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The files of {@code resources/openapi}. Each is a part of one document, so that a route keeps
 * what it needs in one place; none may say what another has said.
 */
final class DocumentParts {
  private static final String FILES = "classpath:openapi/*.yaml";

  /** The part that the others are merged into. */
  private static final String FIRST = "openapi.yaml";

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  /** A name that is no setting fails. */
  private static final PropertyPlaceholderHelper PLACEHOLDERS =
      new PropertyPlaceholderHelper("${", "}", null, null, false);

  private DocumentParts() {}

  /** All parts as one, each placeholder replaced by the setting that it names. */
  static ObjectNode merged(SettingValues settings) {
    ObjectNode document = YAML.createObjectNode();
    files().forEach(file -> merge(read(file, settings), document, file.getFilename() + ": "));
    return document;
  }

  private static Stream<Resource> files() {
    try {
      return Stream.of(new PathMatchingResourcePatternResolver().getResources(FILES))
          .sorted(
              Comparator.comparing((Resource file) -> !FIRST.equals(file.getFilename()))
                  .thenComparing(file -> String.valueOf(file.getFilename())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Resource file, SettingValues settings) {
    try {
      String text = file.getContentAsString(StandardCharsets.UTF_8);
      return YAML.readTree(PLACEHOLDERS.replacePlaceholders(text, settings.byKey()::get));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void merge(JsonNode part, ObjectNode into, String place) {
    for (Map.Entry<String, JsonNode> member : part.properties()) {
      String name = member.getKey();
      @Nullable JsonNode present = into.get(name);
      if (present == null) {
        into.set(name, member.getValue());
      } else if (present instanceof ObjectNode object && member.getValue().isObject()) {
        merge(member.getValue(), object, place + name + " ");
      } else {
        throw new IllegalStateException(place + name + " has been said before");
      }
    }
  }
}
