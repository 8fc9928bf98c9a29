package dev.visitortracker.api.query.stats;

import dev.visitortracker.api.http.ETags;
import dev.visitortracker.api.query.Content;
import dev.visitortracker.api.query.visits.VisitRow;
import dev.visitortracker.event.Timestamps;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of a site or of all.
 *
 * <p>Their tag does not change while nothing is stored that they count: when they were asked and
 * when anything at all was stored are left out of it, and the windows move in steps, until there is
 * nothing in them.
 *
 * @param site null: all sites
 * @param asOf when it was asked
 */
record Stats(@Nullable String site, Summary summary, List<VisitRow> recentVisits, Instant asOf) {
  private static final int SHORT_MINUTES = 1;
  private static final int LONG_MINUTES = 5;

  /** A part of a minute, so that the minutes of a window are those that were read. */
  private static final long STEP_IN_MILLIS = 10_000;

  /** How far back the minutes are needed, the one included that is only counted in part. */
  static final int MINUTES_BACK = LONG_MINUTES;

  Content content() {
    StringBuilder json = lasting();
    String eTag = ETags.of(Content.bytes(json));
    json.append(",\"as_of\":\"").append(Timestamps.format(asOf.toEpochMilli())).append('"');
    writeFreshness(json.append(",\"freshness\":"));
    return new Content(Content.bytes(json.append('}')), eTag, summary.committedAt());
  }

  /** Names of sites need no escaping. */
  private StringBuilder lasting() {
    Counts total = summary.total();
    var json = new StringBuilder("{\"total_visits\":").append(total.visits());
    if (site != null) {
      json.append(",\"site\":\"").append(site).append('"');
    }
    json.append(",\"client_errors\":").append(total.clientErrors());
    json.append(",\"server_errors\":").append(total.serverErrors());
    json.append(",\"error_share\":").append(total.errorShare());
    writeWindow(json.append(",\"last_minute\":"), SHORT_MINUTES);
    writeWindow(json.append(",\"last_5_minutes\":"), LONG_MINUTES);
    return json.append(",\"recent_visits\":").append(VisitRow.array(recentVisits));
  }

  private void writeWindow(StringBuilder json, int minutes) {
    long end = asOf.toEpochMilli() - Math.floorMod(asOf.toEpochMilli(), STEP_IN_MILLIS);
    Counts counts = summary.minutes().last(minutes, end);
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
        .append("\"}");
  }
}
