package dev.visitortracker.perf.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** One HTML page that carries all it needs and loads nothing. */
public final class Page {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { border-bottom: 1px solid #ccc; padding: .25rem .75rem; text-align: left; }
      td.n { text-align: right; font-variant-numeric: tabular-nums; }
      .missed { color: #b00020; font-weight: 600; } .met { color: #00695c; font-weight: 600; }
      figure { display: inline-block; margin: .5rem; width: 36rem; max-width: 100%; vertical-align: top; }
      figcaption { font-weight: 600; } .legend { font-size: 13px; margin: 0; }
      svg { width: 100%; } svg line { stroke: #ddd; } svg line.event { stroke: #b00020; stroke-dasharray: 3 3; }
      svg polyline { fill: none; stroke-width: 1.5; stroke-linecap: round; } svg text { font-size: 11px; fill: #444; }
      svg text.y { text-anchor: end; }
      """;

  private final StringBuilder html = new StringBuilder();

  public Page(String title) {
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(Text.escape(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>")
        .append(Text.escape(title))
        .append("</h1>\n");
  }

  public Page heading(String text) {
    html.append("<h2>").append(Text.escape(text)).append("</h2>\n");
    return this;
  }

  public Page paragraph(String text) {
    html.append("<p>").append(Text.escape(text)).append("</p>\n");
    return this;
  }

  /** A verdict in the colour of its kind. */
  public Page verdict(String text, boolean good) {
    html.append("<p class=\"%s\">".formatted(good ? "met" : "missed"))
        .append(Text.escape(text))
        .append("</p>\n");
    return this;
  }

  public Page machine(Machine machine, String commit) {
    return paragraph(
        "%d cores (%s), %,d MB of memory, %s, Java %s, commit %s"
            .formatted(
                machine.cores(),
                machine.processor(),
                machine.memoryInMb(),
                machine.os(),
                machine.java(),
                commit));
  }

  public Page figures(List<Figure> figures) {
    html.append(
        "<table><tr><th>figure<th>median<th>unit<th>spread<th>ratio<th>of<th>target<th></tr>\n");
    for (Figure figure : figures) {
      html.append("<tr><td>").append(Text.escape(figure.name()));
      cell(String.format(Locale.ROOT, figure.value() < 100 ? "%,.2f" : "%,.0f", figure.value()));
      html.append("<td>").append(Text.escape(figure.unit()));
      cell("±%.0f %%".formatted(figure.spread() * 50));
      cell(figure.ratio() == null ? "" : "%.2f".formatted(figure.ratio()));
      html.append("<td>").append(figure.ceiling() == null ? "" : Text.escape(figure.ceiling()));
      cell(figure.target() == null ? "" : "%,.2f".formatted(figure.target()));
      html.append(outcome(figure)).append("</tr>\n");
    }
    html.append("</table>\n");
    return this;
  }

  /** Rows of cells; the first row is the head. */
  public Page table(List<List<String>> rows) {
    html.append("<table>");
    for (int i = 0; i < rows.size(); i++) {
      String tag = i == 0 ? "<th>" : "<td>";
      html.append("<tr>");
      rows.get(i).forEach(text -> html.append(tag).append(Text.escape(text)));
      html.append("</tr>\n");
    }
    html.append("</table>\n");
    return this;
  }

  public Page plots(List<Plot> plots) {
    plots.forEach(plot -> html.append(plot.svg()).append('\n'));
    return this;
  }

  public void write(Path file) {
    try {
      Files.writeString(file, html + "</body></html>\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void cell(String text) {
    html.append("<td class=\"n\">").append(text);
  }

  private static String outcome(Figure figure) {
    if (figure.met() == null) {
      return "<td>";
    }
    return figure.met() ? "<td class=\"met\">met" : "<td class=\"missed\">missed";
  }
}
