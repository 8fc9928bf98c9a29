package dev.visitortracker.api.query.visits;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of visits.
 *
 * @param total how many visits the query has on all pages, or null where that is not known
 * @param next the cursor of the page behind it, or null where there is none
 */
record Page(VisitQuery query, List<VisitRow> rows, @Nullable Long total, @Nullable String next) {
  /**
   * Makes a page from the rows read. One row more than the page holds is read, to see whether more
   * follow.
   */
  static Page of(VisitQuery query, List<VisitRow> rows, @Nullable Long total) {
    if (rows.size() <= query.perPage()) {
      return new Page(query, rows, total, null);
    }
    List<VisitRow> shown = rows.subList(0, query.perPage());
    return new Page(query, shown, total, shown.getLast().id().toString());
  }

  /**
   * How many visits a query has that ends with these rows, or null where they are not its end. Only
   * for pages that are counted from the first.
   */
  static @Nullable Long lastOf(VisitQuery query, List<VisitRow> rows) {
    boolean isEnd = rows.size() <= query.perPage() && (query.page() == 1 || !rows.isEmpty());
    return isEnd ? Long.valueOf((long) query.offset() + rows.size()) : null;
  }

  CharSequence json() {
    String cursor = next == null ? "null" : '"' + next + '"';
    return VisitRow.array(rows)
        .insert(0, "{\"visits\":")
        .append(",\"total\":")
        .append(total)
        .append(",\"total_is\":")
        .append(total == null ? "\"unknown\"" : "\"exact\"")
        .append(",\"page\":")
        .append(query.page())
        .append(",\"per_page\":")
        .append(query.perPage())
        .append(",\"next\":")
        .append(cursor)
        .append('}');
  }
}
