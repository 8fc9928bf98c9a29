package dev.visitortracker.worker.schema;

import dev.visitortracker.event.VisitIds;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/** One partition of {@code visit_events}: the ids of a month, in UTC. */
record MonthOfVisits(YearMonth month) implements Comparable<MonthOfVisits> {

  static MonthOfVisits at(long timestampMillis) {
    return new MonthOfVisits(
        YearMonth.from(Instant.ofEpochMilli(timestampMillis).atOffset(ZoneOffset.UTC)));
  }

  String table() {
    return "visit_events_%04d_%02d".formatted(month.getYear(), month.getMonthValue());
  }

  /** The smallest id of the month. */
  UUID from() {
    return firstIdOf(month);
  }

  /** The smallest id of the next month. */
  UUID to() {
    return firstIdOf(month.plusMonths(1));
  }

  MonthOfVisits next() {
    return new MonthOfVisits(month.plusMonths(1));
  }

  boolean holds(long timestampMillis) {
    return timestampMillis >= startMillis(month)
        && timestampMillis < startMillis(month.plusMonths(1));
  }

  private static UUID firstIdOf(YearMonth month) {
    return VisitIds.first(startMillis(month)).toUuid();
  }

  private static long startMillis(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  @Override
  public int compareTo(MonthOfVisits other) {
    return month.compareTo(other.month);
  }
}
