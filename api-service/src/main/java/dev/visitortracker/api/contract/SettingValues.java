package dev.visitortracker.api.contract;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

/**
 * The limits of the running service, by the keys under which they are set: numbers as they are,
 * sizes in bytes, durations in seconds. Texts are left out, because some of them are secrets.
 */
public record SettingValues(Map<String, String> byKey) {
  private static final int MILLIS_DECIMALS = 3;

  public SettingValues {
    byKey = Map.copyOf(byKey);
  }

  /** All values of a record of settings and of the records in it. */
  public static SettingValues of(Record settings) {
    Map<String, String> values = new HashMap<>();
    collect(settings, "", values);
    return new SettingValues(values);
  }

  private static void collect(Record settings, String prefix, Map<String, String> to) {
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
      switch (value(settings, component.getAccessor())) {
        case Record nested -> collect(nested, key + ".", to);
        case Number number -> to.put(key, number.toString());
        case DataSize size -> to.put(key, Long.toString(size.toBytes()));
        case Duration duration -> to.put(key, seconds(duration));
        case null, default -> {}
      }
    }
  }

  /** The records of the stages are not public. */
  private static @Nullable Object value(Record settings, Method accessor) {
    ReflectionUtils.makeAccessible(accessor);
    return ReflectionUtils.invokeMethod(accessor, settings);
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), MILLIS_DECIMALS)
        .stripTrailingZeros()
        .toPlainString();
  }
}
