package dev.visitortracker.api.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param site null: all sites
 */
record Stats(@Nullable String site, long totalVisits, List<VisitRow> recentVisits) {
  /** Names of sites need no escaping. */
  CharSequence json() {
    var json = new StringBuilder("{\"total_visits\":").append(totalVisits);
    if (site != null) {
      json.append(",\"site\":\"").append(site).append('"');
    }
    return json.append(",\"recent_visits\":").append(VisitRow.array(recentVisits)).append('}');
  }
}
