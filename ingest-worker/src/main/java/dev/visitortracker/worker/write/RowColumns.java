package dev.visitortracker.worker.write;

/** The columns that a visit is written to, in the order in which all statements write them. */
final class RowColumns {
  static final String NAMES =
      "id, site, source_ip, endpoint, method, response_code, user_agent, referrer, duration_ms";

  static final int COUNT = 9;

  private RowColumns() {}
}
