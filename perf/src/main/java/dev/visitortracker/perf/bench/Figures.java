package dev.visitortracker.perf.bench;

import dev.visitortracker.perf.report.Figure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures by their names, in the order in which they were measured. */
final class Figures {
  private final Map<String, Figure> byName = new LinkedHashMap<>();

  Figures put(Figure figure) {
    byName.put(figure.name(), figure);
    return this;
  }

  Figure get(String name) {
    Figure figure = byName.get(name);
    if (figure == null) {
      throw new IllegalArgumentException("nothing was measured as " + name);
    }
    return figure;
  }

  /** Sets one beside another of the same run. */
  Figures compare(String name, String ceiling, @Nullable Double target) {
    return put(get(name).against(get(ceiling), target));
  }

  List<Figure> list() {
    return List.copyOf(byName.values());
  }
}
