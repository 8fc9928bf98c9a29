package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.Gap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Where each partition of this worker stands. For every one of them {@code stored <= read}, and
 * what lies between is in flight; {@code end - stored} is its lag, in records.
 */
public final class OwnedPartitions {
  private final Map<Integer, Position> owned = new ConcurrentHashMap<>();
  private final Map<Integer, Gap> gaps = new ConcurrentHashMap<>();
  private volatile boolean member;

  /**
   * Offsets of one partition, each the one that comes next.
   *
   * @param read what the consumer hands on next
   * @param stored what PostgreSQL misses next
   * @param end what Kafka appends next, as of the last look
   */
  private record Position(long read, long stored, long end) {}

  /**
   * All partitions together, to tell whether anything moves.
   *
   * @param read the sum of what was handed on
   * @param unread whether Kafka has records that were not handed on
   * @param inFlight whether something was handed on that is not stored
   */
  record Movement(long read, boolean unread, boolean inFlight) {}

  /** How many records are appended and not yet stored, for each partition of this worker. */
  public Map<Integer, Long> lag() {
    return owned.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> Math.max(0, entry.getValue().end() - entry.getValue().stored())));
  }

  /** The partitions of this worker that cannot be read on, and why; they only wait. */
  public Map<Integer, Gap> gaps() {
    return Map.copyOf(gaps);
  }

  /** How many records were handed on and are not stored yet. */
  public long inFlight() {
    return owned.values().stream().mapToLong(position -> position.read() - position.stored()).sum();
  }

  /** Whether the consumer has got its partitions, which may be none. */
  public boolean isMember() {
    return member;
  }

  /** A new consumer owns nothing yet. */
  void clear() {
    member = false;
    owned.clear();
    gaps.clear();
  }

  void joined() {
    member = true;
  }

  void assigned(int partition, long next) {
    owned.put(partition, new Position(next, next, next));
  }

  /** Its lag is counted from the first record that can still be read. */
  void standsStill(Gap gap) {
    gaps.put(gap.partition(), gap);
    assigned(gap.partition(), gap.readableFrom());
  }

  /** Whether the partition is ours and goes on. */
  boolean reads(int partition) {
    return owned.containsKey(partition) && !gaps.containsKey(partition);
  }

  void revoked(Collection<Integer> partitions) {
    partitions.forEach(owned::remove);
    partitions.forEach(gaps::remove);
  }

  void read(int partition, long next) {
    owned.computeIfPresent(
        partition, (_, position) -> new Position(next, position.stored(), position.end()));
  }

  void stored(int partition, long next) {
    owned.computeIfPresent(
        partition,
        (_, position) ->
            new Position(Math.max(position.read(), next), next, Math.max(position.end(), next)));
  }

  void ends(Map<Integer, Long> ends) {
    ends.forEach(
        (partition, end) ->
            owned.computeIfPresent(
                partition,
                (_, position) ->
                    new Position(
                        position.read(), position.stored(), Math.max(end, position.stored()))));
  }

  /** Partitions that stand still for a known reason do not count. */
  Movement movement() {
    List<Position> moving =
        owned.entrySet().stream()
            .filter(entry -> !gaps.containsKey(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return new Movement(
        moving.stream().mapToLong(Position::read).sum(),
        moving.stream().anyMatch(position -> position.end() > position.read()),
        moving.stream().anyMatch(position -> position.read() > position.stored()));
  }
}
