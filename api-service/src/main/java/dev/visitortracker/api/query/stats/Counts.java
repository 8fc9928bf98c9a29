package dev.visitortracker.api.query.stats;

import io.r2dbc.spi.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/** What the worker counts: visits, and how many of them ended in an error. */
record Counts(long visits, long clientErrors, long serverErrors) {
  static final Counts NONE = new Counts(0, 0, 0);

  private static final int DECIMALS = 4;

  /** Reads the counts from three adjacent columns. */
  static Counts of(Row row, int firstColumn) {
    return new Counts(
        number(row, firstColumn), number(row, firstColumn + 1), number(row, firstColumn + 2));
  }

  Counts plus(Counts more) {
    return new Counts(
        visits + more.visits, clientErrors + more.clientErrors, serverErrors + more.serverErrors);
  }

  /** A part of them, between 0 and 1. */
  Counts times(double share) {
    return new Counts(
        Math.round(visits * share),
        Math.round(clientErrors * share),
        Math.round(serverErrors * share));
  }

  /** How many of the visits were answered with 4xx or 5xx, from 0 to 1. */
  String errorShare() {
    return visits == 0 ? "0" : decimal((double) (clientErrors + serverErrors) / visits);
  }

  String perSecond(long seconds) {
    return decimal((double) visits / seconds);
  }

  /** The members of a JSON object. */
  StringBuilder writeTo(StringBuilder json) {
    return json.append("\"visits\":")
        .append(visits)
        .append(",\"client_errors\":")
        .append(clientErrors)
        .append(",\"server_errors\":")
        .append(serverErrors);
  }

  private static String decimal(double value) {
    return BigDecimal.valueOf(value)
        .setScale(DECIMALS, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static long number(Row row, int column) {
    return Objects.requireNonNull(row.get(column, Long.class));
  }
}
