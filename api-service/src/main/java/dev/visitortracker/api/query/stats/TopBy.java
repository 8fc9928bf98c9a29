package dev.visitortracker.api.query.stats;

import java.util.Locale;

/**
 * What visits can be ranked by. Sites are counted exactly, from the rollup, while they are not too
 * many; for the rest there is no rollup, and counting all visits would cost more with each of them,
 * so they are counted among the newest ones.
 */
public enum TopBy {
  SITE("site"),
  ENDPOINT("endpoint"),
  METHOD("method"),
  STATUS("response_code"),
  USER_AGENT("user_agent"),
  REFERRER("referrer");

  private final String column;

  TopBy(String column) {
    this.column = column;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String column() {
    return column;
  }
}
