package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.Gap;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The partitions that this worker owns, and how far each is read and stored. Always {@code stored
 * <= read}; the offsets between the two are in flight, and {@code end - stored} is the lag in
 * records. Thread-safe.
 */
public final class OwnedPartitions {
  private static final long NOT_TOLD = -1;

  private final Map<Integer, NextOffsets> owned = new ConcurrentHashMap<>();
  private final Map<Integer, Gap> gaps = new ConcurrentHashMap<>();
  private volatile boolean member;
  private volatile long heardNanos = System.nanoTime();

  /**
   * The next offset of one partition at three places.
   *
   * @param read the next offset that the consumer hands on
   * @param stored the next offset that PostgreSQL stores
   * @param end the next offset that Kafka appends, as of the last look; -1 where it did not tell
   */
  private record NextOffsets(long read, long stored, long end) {}

  /**
   * The sum over all partitions, which tells whether anything moves.
   *
   * @param read the sum of what was handed on
   * @param unread whether Kafka has records that were not handed on
   * @param inFlight whether something was handed on that is not stored
   */
  record Movement(long read, boolean unread, boolean inFlight) {}

  /**
   * How many records are appended and not yet stored, for each partition of this worker whose end
   * Kafka told at the last look.
   */
  public Map<Integer, Long> lag() {
    return owned.entrySet().stream()
        .filter(entry -> entry.getValue().end() != NOT_TOLD)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> Math.max(0, entry.getValue().end() - entry.getValue().stored())));
  }

  /** The partitions of this worker that stand still, and why. */
  public Map<Integer, Gap> gaps() {
    return Map.copyOf(gaps);
  }

  /** How many records were handed on and are not stored yet. */
  public long inFlight() {
    return owned.values().stream().mapToLong(offsets -> offsets.read() - offsets.stored()).sum();
  }

  /** Whether the consumer has got its partitions, which may be none. */
  public boolean isMember() {
    return member;
  }

  /** How long ago Kafka last answered for a partition. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
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

  void assigned(int partition, long nextOffset) {
    owned.put(partition, new NextOffsets(nextOffset, nextOffset, nextOffset));
  }

  /** Notes a partition that stands still. Its lag begins at the first offset that Kafka has. */
  void standsStill(Gap gap) {
    gaps.put(gap.partition(), gap);
    assigned(gap.partition(), gap.readableFrom());
  }

  /** Whether this worker owns the partition and reads it. */
  boolean reads(int partition) {
    return owned.containsKey(partition) && !gaps.containsKey(partition);
  }

  void revoked(Collection<Integer> partitions) {
    partitions.forEach(owned::remove);
    partitions.forEach(gaps::remove);
  }

  void read(int partition, long nextOffset) {
    owned.computeIfPresent(
        partition, (_, offsets) -> new NextOffsets(nextOffset, offsets.stored(), offsets.end()));
  }

  void stored(int partition, long nextOffset) {
    owned.computeIfPresent(
        partition,
        (_, offsets) ->
            new NextOffsets(
                Math.max(offsets.read(), nextOffset),
                nextOffset,
                offsets.end() == NOT_TOLD ? NOT_TOLD : Math.max(offsets.end(), nextOffset)));
  }

  /** Notes the ends that Kafka told; of the other partitions the end is not known any more. */
  void ends(Map<Integer, Long> ends) {
    if (!ends.isEmpty()) {
      heardNanos = System.nanoTime();
    }
    owned.replaceAll(
        (partition, offsets) -> {
          Long end = ends.get(partition);
          return new NextOffsets(
              offsets.read(),
              offsets.stored(),
              end == null ? NOT_TOLD : Math.max(end, offsets.stored()));
        });
  }

  /** The movement of the partitions that do not stand still. */
  Movement movement() {
    List<NextOffsets> moving =
        owned.entrySet().stream()
            .filter(entry -> !gaps.containsKey(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return new Movement(
        moving.stream().mapToLong(NextOffsets::read).sum(),
        moving.stream().anyMatch(offsets -> offsets.end() > offsets.read()),
        moving.stream().anyMatch(offsets -> offsets.read() > offsets.stored()));
  }
}
