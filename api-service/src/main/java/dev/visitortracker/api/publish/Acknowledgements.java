package dev.visitortracker.api.publish;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * What Kafka has acknowledged to this instance since its start, for each partition: its part of the
 * ledger. Every record counts, those of our own traffic and those of a call that came too late
 * among them, because Kafka has them all the same. Counting takes no lock and leaves no garbage.
 */
public final class Acknowledgements {
  private final Object growing = new Object();
  private volatile Partition[] partitions = {};

  private static final class Partition {
    private final LongAdder records = new LongAdder();
    private final LongAccumulator nextOffset = new LongAccumulator(Math::max, 0);
  }

  /**
   * The sums of one partition.
   *
   * @param records how many were acknowledged
   * @param nextOffset behind the last of them
   */
  public record Acknowledged(long records, long nextOffset) {}

  void add(int partition, long offset) {
    Partition counted = of(partition);
    counted.nextOffset.accumulate(offset + 1);
    counted.records.increment();
  }

  /** The partitions that have acknowledged something, by number. */
  public SortedMap<Integer, Acknowledged> byPartition() {
    SortedMap<Integer, Acknowledged> sums = new TreeMap<>();
    Partition[] now = partitions;
    for (int number = 0; number < now.length; number++) {
      long records = now[number].records.sum();
      if (records > 0) {
        sums.put(number, new Acknowledged(records, now[number].nextOffset.get()));
      }
    }
    return sums;
  }

  private Partition of(int number) {
    Partition[] known = partitions;
    return number < known.length ? known[number] : grown(number);
  }

  /** Partitions are few and come once. */
  private Partition grown(int number) {
    synchronized (growing) {
      Partition[] known = partitions;
      if (number >= known.length) {
        Partition[] more = Arrays.copyOf(known, number + 1);
        for (int i = known.length; i <= number; i++) {
          more[i] = new Partition();
        }
        partitions = more;
      }
      return partitions[number];
    }
  }
}
