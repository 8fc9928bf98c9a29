package dev.visitortracker.worker.progress;

import java.util.List;
import java.util.Map;

/**
 * What PostgreSQL holds, all of it at the same moment.
 *
 * @param watermarks of all topics and replays
 * @param rows how many visits the table holds
 * @param removed how many visits retention took out of it
 * @param rollup the sum of visits for each grain, by site and of all sites
 */
public record LedgerSnapshot(
    List<Watermark> watermarks, long rows, long removed, Map<String, Long> rollup) {

  /** Of one topic, in the order of its partitions. */
  public List<Watermark> of(String topic) {
    return watermarks.stream().filter(row -> row.topic().equals(topic)).toList();
  }

  /** How many records were read of a partition of topics of that name that are made anew since. */
  public long readBefore(String topic, int partition) {
    return watermarks.stream()
        .filter(row -> row.partition() == partition)
        .filter(row -> row.topic().startsWith(topic + Watermark.SET_ASIDE))
        .mapToLong(Watermark::read)
        .sum();
  }

  /** Visits that the worker and all replays say they stored. */
  public long stored() {
    return watermarks.stream().mapToLong(Watermark::stored).sum();
  }
}
