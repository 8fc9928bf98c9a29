package dev.visitortracker.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Holds the README's table of settings against the records that read them. */
class SettingsTableTest {
  private static final Pattern CODE = Pattern.compile("`([^`]*)`|(empty|none)");
  private static final int KEYS = 1;
  private static final int DEFAULTS = 3;

  @Test
  void readme_namesEveryKeyWithItsDefault_andNoOther() {
    assertThat(documented()).isEqualTo(known("", WorkerSettings.class));
  }

  private static Map<String, String> known(String prefix, Class<?> type) {
    Map<String, String> keys = new TreeMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key =
          prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        keys.putAll(known(key + ".", component.getType()));
      } else {
        DefaultValue value = annotation(type, component);
        keys.put(key, value == null ? "none" : value.value()[0]);
      }
    }
    return keys;
  }

  /** The annotation is on the parameter of the constructor. */
  private static @Nullable DefaultValue annotation(Class<?> type, RecordComponent component) {
    var parameters = type.getDeclaredConstructors()[0].getParameters();
    for (var parameter : parameters) {
      if (parameter.getName().equals(component.getName())) {
        return parameter.getAnnotation(DefaultValue.class);
      }
    }
    throw new IllegalStateException("no parameter " + component.getName());
  }

  private static Map<String, String> documented() {
    Map<String, String> keys = new TreeMap<>();
    readme()
        .lines()
        .dropWhile(line -> !line.startsWith("| key (`visitor-tracker.` …)"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|"))
        .forEach(
            cells -> {
              String[] names = values(cells[KEYS]);
              String[] defaults = values(cells[DEFAULTS]);
              String stage = names[0].substring(0, names[0].lastIndexOf('.') + 1);
              for (int i = 0; i < names.length; i++) {
                String name = names[i].startsWith(".") ? stage + names[i].substring(1) : names[i];
                keys.put(name, defaults[i]);
              }
            });
    return keys;
  }

  private static String[] values(String cell) {
    return CODE.matcher(cell).results().map(SettingsTableTest::value).toArray(String[]::new);
  }

  private static String value(MatchResult match) {
    return match.group(1) != null
        ? match.group(1)
        : match.group(2).equals("empty") ? "" : match.group(2);
  }

  private static String readme() {
    try {
      return Files.readString(
          Path.of(System.getProperty("visitortracker.home")).resolve("ingest-worker/README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
