package dev.visitortracker.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Lines over time, as SVG that needs nothing else.
 *
 * @param unit of the values; time is in seconds
 * @param events what happened when, drawn as upright lines
 */
public record Plot(String title, String unit, List<Line> lines, List<Event> events) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 220;
  private static final int LEFT = 60;
  private static final int BOTTOM = 24;
  private static final int TOP = 8;
  private static final int TICKS = 4;
  private static final double MAX_GAP_SECONDS = 2.5;

  /** Told apart also by those who see few colours. */
  private static final List<String> COLOURS =
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#000000",
          "#882255", "#44aa99", "#999933", "#aa4499");

  /** A line; a gap of the data is a gap of the line. */
  public record Line(String name, List<Point> points) {}

  /** A value at a time in seconds. */
  public record Point(double at, double value) {}

  /** Something that happened, in seconds. */
  public record Event(double at, String name) {}

  public Plot(String title, String unit, List<Line> lines) {
    this(title, unit, lines, List.of());
  }

  public Plot withEvents(List<Event> happened) {
    return new Plot(title, unit, lines, happened);
  }

  String svg() {
    double first = points(Point::at).min().orElse(0);
    double last = Math.max(points(Point::at).max().orElse(1), first + 1);
    double highest = round(points(Point::value).max().orElse(1));
    var scale = new Scale(first, last, highest);
    List<String> parts = new ArrayList<>();
    parts.add(
        "<figure><figcaption>%s, %s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\">"
            .formatted(Text.escape(title), Text.escape(unit), WIDTH, HEIGHT));
    grid(parts, scale);
    for (Event event : events) {
      parts.add(
          "<line class=\"event\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/><text x=\"%4$.1f\" y=\"%5$d\">%6$s</text>"
              .formatted(
                  scale.x(event.at()),
                  TOP,
                  HEIGHT - BOTTOM,
                  scale.x(event.at()) + 3,
                  TOP + 10,
                  Text.escape(event.name())));
    }
    for (int i = 0; i < lines.size(); i++) {
      for (List<Point> piece : pieces(lines.get(i))) {
        parts.add(
            "<polyline stroke=\"%s\" points=\"%s\"/>"
                .formatted(colour(i), coordinates(piece, scale)));
      }
    }
    parts.add("</svg><p class=\"legend\">" + legend() + "</p></figure>");
    return String.join("\n", parts);
  }

  private static void grid(List<String> parts, Scale scale) {
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = scale.highest * tick / TICKS;
      double at = scale.first + (scale.last - scale.first) * tick / TICKS;
      parts.add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\"/>"
              .formatted(LEFT, WIDTH, scale.y(value)));
      parts.add(
          "<text class=\"y\" x=\"%d\" y=\"%.1f\">%s</text>"
              .formatted(LEFT - 4, scale.y(value) + 4, number(value)));
      parts.add(
          "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%.0f s</text>"
              .formatted(tick == TICKS ? "y" : "x", scale.x(at), HEIGHT - 6, at));
    }
  }

  private String legend() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      entries.add(
          "<span style=\"color:%s\">■</span> %s"
              .formatted(colour(i), Text.escape(lines.get(i).name())));
    }
    return String.join(" &nbsp; ", entries);
  }

  /** A line is drawn only where there is something on both sides. */
  private static List<List<Point>> pieces(Line line) {
    List<List<Point>> pieces = new ArrayList<>();
    double before = Double.NEGATIVE_INFINITY;
    for (Point point : line.points()) {
      if (point.at() - before > MAX_GAP_SECONDS) {
        // Twice, so that a point that stays alone is drawn as a dot.
        pieces.add(new ArrayList<>(List.of(point)));
      }
      pieces.getLast().add(point);
      before = point.at();
    }
    return pieces;
  }

  private static String coordinates(List<Point> points, Scale scale) {
    return points.stream()
        .map(point -> "%.1f,%.1f".formatted(scale.x(point.at()), scale.y(point.value())))
        .collect(Collectors.joining(" "));
  }

  private DoubleStream points(ToDoubleFunction<Point> of) {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(of);
  }

  private static String colour(int number) {
    return COLOURS.get(number % COLOURS.size());
  }

  /** Up to 1, 2 or 5 times a power of ten, so that the ticks are numbers that people read. */
  private static double round(double highest) {
    if (highest <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(highest)));
    for (double step : new double[] {1, 2, 4, 6, 8}) {
      if (highest <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value >= 10 || value == 0
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2g", value);
  }

  private record Scale(double first, double last, double highest) {
    double x(double at) {
      return LEFT + (WIDTH - LEFT) * (at - first) / (last - first);
    }

    double y(double value) {
      return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / highest;
    }
  }
}
