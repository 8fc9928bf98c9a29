package dev.visitortracker.api.query.stats;

import dev.visitortracker.event.Timestamps;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The visits of a range by bucket; buckets without visits are there too.
 *
 * @param site null: all sites
 * @param byStart the counts by the bucket's start in seconds since the epoch
 */
record Timeseries(@Nullable String site, TimeRange range, Map<Long, Counts> byStart) {
  private static final int TYPICAL_CHARACTERS = 90;

  Timeseries {
    byStart = Map.copyOf(byStart);
  }

  CharSequence json() {
    var json =
        new StringBuilder((int) range.buckets() * TYPICAL_CHARACTERS + 200)
            .append("{\"grain\":\"")
            .append(range.grain().word())
            .append('"');
    if (site != null) {
      json.append(",\"site\":\"").append(site).append('"');
    }
    json.append(",\"from\":\"").append(Timestamps.format(range.from()));
    json.append("\",\"to\":\"").append(range.end());
    json.append("\",\"buckets\":[");
    for (long start = range.from(); start < range.to(); start += range.grain().millis()) {
      json.append(start == range.from() ? "{\"start\":\"" : ",{\"start\":\"");
      json.append(Timestamps.format(start)).append("\",");
      byStart.getOrDefault(start / 1_000, Counts.NONE).writeTo(json).append('}');
    }
    return json.append("]}");
  }
}
