package dev.visitortracker.api.query.visits;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of visits.
 *
 * @param next the cursor of the page behind it, or null where there is none
 */
record Page(VisitQuery query, List<VisitRow> rows, @Nullable String next) {
  /** Of the rows that were asked for, which are one more than the page holds. */
  static Page of(VisitQuery query, List<VisitRow> rows) {
    if (rows.size() <= query.perPage()) {
      return new Page(query, rows, null);
    }
    List<VisitRow> shown = rows.subList(0, query.perPage());
    return new Page(query, shown, shown.getLast().id().toString());
  }

  CharSequence json() {
    String cursor = next == null ? "null" : '"' + next + '"';
    return VisitRow.array(rows)
        .insert(0, "{\"visits\":")
        .append(",\"page\":")
        .append(query.page())
        .append(",\"per_page\":")
        .append(query.perPage())
        .append(",\"next\":")
        .append(cursor)
        .append('}');
  }
}
