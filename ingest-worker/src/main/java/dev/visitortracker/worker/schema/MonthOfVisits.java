package dev.visitortracker.worker.schema;

import dev.visitortracker.event.VisitIds;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/** One partition of {@code visit_events}: the ids of a month, in UTC. */
public record MonthOfVisits(YearMonth month, long startMillis, long endMillis)
    implements Comparable<MonthOfVisits> {
  private static final String PREFIX = "visit_events_";

  /**
   * The names of our partitions, for PostgreSQL; others belong to who made them. A number follows
   * where the month's first name is taken by a table that somebody detached.
   */
  public static final String TABLES = "^visit_events_\\d{4}_(0[1-9]|1[0-2])(_\\d{1,4})?$";

  private static final int MONTH_LENGTH = "2001_03".length();

  public MonthOfVisits(YearMonth month) {
    this(month, startMillis(month), startMillis(month.plusMonths(1)));
  }

  public static MonthOfVisits at(long timestampMillis) {
    return new MonthOfVisits(
        YearMonth.from(Instant.ofEpochMilli(timestampMillis).atOffset(ZoneOffset.UTC)));
  }

  /** The month whose partition has this name. */
  public static MonthOfVisits of(String table) {
    return new MonthOfVisits(
        YearMonth.parse(
            table.substring(PREFIX.length(), PREFIX.length() + MONTH_LENGTH).replace('_', '-')));
  }

  public String table() {
    return PREFIX + "%04d_%02d".formatted(month.getYear(), month.getMonthValue());
  }

  /** The smallest id of the month. */
  public UUID from() {
    return VisitIds.first(startMillis).toUuid();
  }

  /** The smallest id of the next month. */
  public UUID to() {
    return VisitIds.first(endMillis).toUuid();
  }

  public MonthOfVisits next() {
    return new MonthOfVisits(month.plusMonths(1));
  }

  public boolean holds(long timestampMillis) {
    return timestampMillis >= startMillis && timestampMillis < endMillis;
  }

  private static long startMillis(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  @Override
  public int compareTo(MonthOfVisits other) {
    return month.compareTo(other.month);
  }
}
