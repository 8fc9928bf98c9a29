package dev.visitortracker.api.query;

import dev.visitortracker.event.Timestamps;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param site null: all sites
 * @param asOf when it was asked
 */
record Stats(@Nullable String site, Summary summary, List<VisitRow> recentVisits, Instant asOf) {
  private static final int SHORT_MINUTES = 1;
  private static final int LONG_MINUTES = 5;

  /** How far back the minutes are needed, the one included that is only counted in part. */
  static final int MINUTES_BACK = LONG_MINUTES;

  /** Names of sites need no escaping. */
  CharSequence json() {
    Counts total = summary.total();
    var json = new StringBuilder("{\"total_visits\":").append(total.visits());
    if (site != null) {
      json.append(",\"site\":\"").append(site).append('"');
    }
    json.append(",\"as_of\":\"").append(Timestamps.format(asOf.toEpochMilli())).append('"');
    json.append(",\"client_errors\":").append(total.clientErrors());
    json.append(",\"server_errors\":").append(total.serverErrors());
    json.append(",\"error_share\":").append(total.errorShare());
    writeWindow(json.append(",\"last_minute\":"), SHORT_MINUTES);
    writeWindow(json.append(",\"last_5_minutes\":"), LONG_MINUTES);
    writeFreshness(json.append(",\"freshness\":"));
    return json.append(",\"recent_visits\":").append(VisitRow.array(recentVisits)).append('}');
  }

  private void writeWindow(StringBuilder json, int minutes) {
    Counts counts = summary.minutes().last(minutes, asOf.toEpochMilli());
    json.append("{\"visits_per_second\":")
        .append(counts.perSecond((long) minutes * Minutes.WIDTH_IN_SECONDS))
        .append(",\"error_share\":")
        .append(counts.errorShare())
        .append('}');
  }

  private void writeFreshness(StringBuilder json) {
    Instant committedAt = summary.committedAt();
    if (committedAt == null) {
      json.append("null");
      return;
    }
    json.append("{\"committed_at\":\"")
        .append(Timestamps.format(committedAt.toEpochMilli()))
        .append("\",\"age_ms\":")
        .append(Math.max(0, asOf.toEpochMilli() - committedAt.toEpochMilli()))
        .append('}');
  }
}
