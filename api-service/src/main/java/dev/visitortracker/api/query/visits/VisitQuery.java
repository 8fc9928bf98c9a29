package dev.visitortracker.api.query.visits;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.Filter;
import java.util.Map;

/**
 * Which page of which visits, newest first.
 *
 * @param from the smallest id
 * @param before ids are smaller than this one
 * @param filters what columns must equal
 * @param page counted from 1; always 1 behind a cursor
 */
public record VisitQuery(
    Ulid from, Ulid before, Map<Filter, Object> filters, int page, int perPage) {
  public VisitQuery {
    filters = Map.copyOf(filters);
  }

  /** How many visits the page number skips. */
  int offset() {
    return (page - 1) * perPage;
  }

  /** How many visits PostgreSQL walks over. */
  long depth() {
    return (long) page * perPage;
  }

  /** This query, for visits older than the id. */
  public VisitQuery olderThan(Ulid id) {
    return new VisitQuery(from, id, filters, 1, perPage);
  }

  VisitQuery at(int newPage, int newPerPage) {
    return new VisitQuery(from, before, filters, newPage, newPerPage);
  }
}
