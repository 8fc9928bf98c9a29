package dev.visitortracker.perf.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of requests. When a load has ended, {@code sent = answered + disconnected +
 * timedOut}.
 *
 * @param late sent more than 10 ms after they were due
 * @param unsent due, but never sent because the load ended first
 * @param byStatus answers by HTTP status
 * @param refused answers 429 or 503 that say when to come again
 * @param disconnected the connection ended before the answer did
 * @param timedOut without an answer in time
 */
public record Outcomes(
    long sent,
    long late,
    long unsent,
    Map<Integer, Long> byStatus,
    long refused,
    long disconnected,
    long timedOut) {
  public static final Outcomes NONE = new Outcomes(0, 0, 0, Map.of(), 0, 0, 0);

  public long answered() {
    return byStatus.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Answers below 400. */
  public long good() {
    return byStatus.entrySet().stream()
        .filter(each -> each.getKey() < 400)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What no client should meet: errors that name no time to come again, and no answer at all. */
  public long failed() {
    return answered() - good() - refused + disconnected + timedOut;
  }

  public Outcomes plus(Outcomes other) {
    Map<Integer, Long> statuses = new TreeMap<>(byStatus);
    other.byStatus.forEach((status, count) -> statuses.merge(status, count, Long::sum));
    return new Outcomes(
        sent + other.sent,
        late + other.late,
        unsent + other.unsent,
        statuses,
        refused + other.refused,
        disconnected + other.disconnected,
        timedOut + other.timedOut);
  }

  Outcomes minus(Outcomes earlier) {
    Map<Integer, Long> statuses = new TreeMap<>(byStatus);
    earlier.byStatus.forEach((status, count) -> statuses.merge(status, -count, Long::sum));
    statuses.values().removeIf(count -> count == 0);
    return new Outcomes(
        sent - earlier.sent,
        late - earlier.late,
        unsent - earlier.unsent,
        statuses,
        refused - earlier.refused,
        disconnected - earlier.disconnected,
        timedOut - earlier.timedOut);
  }

  Outcomes withUnsent(long count) {
    return new Outcomes(sent, late, count, byStatus, refused, disconnected, timedOut);
  }
}
