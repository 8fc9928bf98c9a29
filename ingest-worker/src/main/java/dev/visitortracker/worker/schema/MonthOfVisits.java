package dev.visitortracker.worker.schema;

import dev.visitortracker.event.VisitIds;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/** One partition of {@code visit_events}: the ids of a month, in UTC. */
record MonthOfVisits(YearMonth month, long startMillis, long endMillis)
    implements Comparable<MonthOfVisits> {

  MonthOfVisits(YearMonth month) {
    this(month, startMillis(month), startMillis(month.plusMonths(1)));
  }

  static MonthOfVisits at(long timestampMillis) {
    return new MonthOfVisits(
        YearMonth.from(Instant.ofEpochMilli(timestampMillis).atOffset(ZoneOffset.UTC)));
  }

  String table() {
    return "visit_events_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
  }

  /** The smallest id of the month. */
  UUID from() {
    return VisitIds.first(startMillis).toUuid();
  }

  /** The smallest id of the next month. */
  UUID to() {
    return VisitIds.first(endMillis).toUuid();
  }

  MonthOfVisits next() {
    return new MonthOfVisits(month.plusMonths(1));
  }

  boolean holds(long timestampMillis) {
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
