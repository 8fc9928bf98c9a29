package dev.visitortracker.api.query.visits;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.Timestamps;
import java.util.List;

/**
 * A visit as PostgreSQL gives it.
 *
 * @param fields a JSON object of all fields but the id, which here is the ULID and not a UUID, and
 *     the timestamp, which is in the id
 */
public record VisitRow(Ulid id, String fields) {
  private static final int TYPICAL_CHARACTERS = 400;

  /** The visit as one JSON object. */
  public void writeTo(StringBuilder json) {
    json.append("{\"id\":\"")
        .append(id)
        .append("\",\"timestamp\":\"")
        .append(Timestamps.format(id.getTime()))
        .append("\",")
        .append(fields, 1, fields.length());
  }

  /** The visits as a JSON array. */
  public static StringBuilder array(List<VisitRow> rows) {
    var json = new StringBuilder(rows.size() * TYPICAL_CHARACTERS + 2).append('[');
    for (VisitRow row : rows) {
      if (json.length() > 1) {
        json.append(',');
      }
      row.writeTo(json);
    }
    return json.append(']');
  }
}
