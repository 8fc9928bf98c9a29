package dev.visitortracker.api.query.stats;

import dev.visitortracker.api.query.Grain;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.visitors.VisitorUnion;
import dev.visitortracker.event.visitors.Visitors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The different visitors of each day and of all the days together, which are fewer than the sum,
 * because those who come again are counted once. It belongs to one read and takes the sketches in
 * the order of their days, so that only two unions are ever in memory.
 */
final class VisitorDays {
  private static final int TYPICAL_CHARACTERS = 90;

  private final @Nullable String site;
  private final TimeRange range;
  private final VisitorUnion all = new VisitorUnion();
  private final List<Visitors> days = new ArrayList<>();
  private VisitorUnion day = new VisitorUnion();

  /**
   * @param site null: all sites
   */
  VisitorDays(@Nullable String site, TimeRange range) {
    this.site = site;
    this.range = range;
  }

  /**
   * @param index of the day in the range, from 0 on and never less than that of the last sketch
   */
  VisitorDays add(int index, byte[] sketch) {
    endDaysBefore(index);
    day.add(sketch);
    return this;
  }

  CharSequence json() {
    endDaysBefore((int) range.buckets());
    var json = new StringBuilder((days.size() + 3) * TYPICAL_CHARACTERS).append('{');
    if (site != null) {
      json.append("\"site\":\"").append(site).append("\",");
    }
    json.append("\"from\":\"").append(Timestamps.format(range.from()));
    json.append("\",\"to\":\"").append(range.end());
    json.append("\",\"confidence\":").append(Visitors.CONFIDENCE).append(",\"visitors\":{");
    write(all.visitors(), json).append(",\"days\":[");
    for (int i = 0; i < days.size(); i++) {
      json.append(i == 0 ? "{\"start\":\"" : ",{\"start\":\"");
      json.append(Timestamps.format(range.from() + i * Grain.DAY.millis())).append("\",");
      write(days.get(i), json);
    }
    return json.append("]}");
  }

  private void endDaysBefore(int index) {
    while (days.size() < index) {
      Visitors visitors = day.visitors();
      days.add(visitors);
      if (!visitors.equals(Visitors.NONE)) {
        all.add(day);
        day = new VisitorUnion();
      }
    }
  }

  /** The members of an object, and its end. */
  private static StringBuilder write(Visitors visitors, StringBuilder json) {
    return json.append("\"lower\":")
        .append(visitors.lower())
        .append(",\"estimate\":")
        .append(visitors.estimate())
        .append(",\"upper\":")
        .append(visitors.upper())
        .append('}');
  }
}
