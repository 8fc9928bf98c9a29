package dev.visitortracker.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** Holds the README's table of settings against the records that read them. */
class SettingsTableTest {
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  @Test
  void readme_namesEveryKey_andNoOther() throws IOException {
    Set<String> known = new TreeSet<>();
    collect("", ApiSettings.class, known);

    assertThat(documented()).containsExactlyInAnyOrderElementsOf(known);
  }

  private static void collect(String prefix, Class<?> type, Set<String> to) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
      if (component.getType().isRecord()) {
        collect(key + ".", component.getType(), to);
      } else if (component.getGenericType() instanceof ParameterizedType list
          && list.getActualTypeArguments()[0] instanceof Class<?> element
          && element.isRecord()) {
        collect(key + "[i].", element, to);
      } else {
        to.add(key);
      }
    }
  }

  /** A name that begins with a dot belongs to the stage of the name before it. */
  private static Set<String> documented() throws IOException {
    Set<String> keys = new TreeSet<>();
    Files.readAllLines(Path.of("README.md")).stream()
        .dropWhile(line -> !line.equals("| key | unit | default | what |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", 3)[1])
        .forEach(
            cell -> {
              String first = "";
              for (MatchResult match : CODE.matcher(cell).results().toList()) {
                String name = match.group(1);
                first = name.startsWith(".") ? first : name;
                keys.add(
                    name.startsWith(".")
                        ? first.substring(0, first.lastIndexOf('.')) + name
                        : name);
              }
            });
    return keys;
  }
}
