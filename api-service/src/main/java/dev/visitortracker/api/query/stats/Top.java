package dev.visitortracker.api.query.stats;

import dev.visitortracker.event.Timestamps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that most visits have.
 *
 * @param site null: all sites
 * @param sample null: all visits were counted
 */
record Top(TopBy by, @Nullable String site, @Nullable Sample sample, List<Place> places) {
  /**
   * Which visits were counted.
   *
   * @param visits how many
   * @param oldestMillis time of the oldest one; meaningless where there is none
   */
  record Sample(long visits, long oldestMillis) {
    static final Sample EMPTY = new Sample(0, 0);

    private void writeTo(StringBuilder json) {
      json.append("{\"visits\":").append(visits).append(",\"oldest\":");
      if (visits == 0) {
        json.append("null}");
      } else {
        json.append('"').append(Timestamps.format(oldestMillis)).append("\"}");
      }
    }
  }

  /**
   * @param value as JSON: a string, a number, or null where the visits have none
   */
  record Place(String value, long visits) {}

  Top {
    places = List.copyOf(places);
  }

  CharSequence json() {
    var json = new StringBuilder("{\"by\":\"").append(by.word()).append('"');
    if (site != null) {
      json.append(",\"site\":\"").append(site).append('"');
    }
    json.append(",\"sample\":");
    if (sample == null) {
      json.append("null");
    } else {
      sample.writeTo(json);
    }
    json.append(",\"top\":[");
    for (int i = 0; i < places.size(); i++) {
      json.append(i == 0 ? "{\"value\":" : ",{\"value\":").append(places.get(i).value());
      json.append(",\"visits\":").append(places.get(i).visits()).append('}');
    }
    return json.append("]}");
  }
}
