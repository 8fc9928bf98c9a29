package dev.visitortracker.worker.audit;

import java.util.List;

/**
 * What one instance of the API has counted since its start, as its {@code GET /ledger} says.
 *
 * @param received events that stood in a body
 * @param traffic its own answers, which become visits too
 * @param partitions those that have acknowledged something
 */
public record ApiLedger(
    String instance,
    String since,
    long received,
    long accepted,
    long rejected,
    long repeated,
    long unavailable,
    Traffic traffic,
    List<Acknowledged> partitions) {

  /**
   * What became of the visits that the instance records of its own answers.
   *
   * @param published answers whose records Kafka has acknowledged
   */
  public record Traffic(long seen, long published, long dropped) {}

  /**
   * Records that one partition has acknowledged.
   *
   * @param nextOffset behind the last of them
   */
  public record Acknowledged(int partition, long acknowledged, long nextOffset) {}

  /** How many events have come to an outcome. */
  long answered() {
    return accepted + rejected + repeated + unavailable;
  }

  /** Whether nothing is being answered. */
  boolean isSettled() {
    return received == answered() && traffic.seen() == traffic.published() + traffic.dropped();
  }

  /** How many records Kafka has acknowledged. */
  public long acknowledged() {
    return partitions.stream().mapToLong(Acknowledged::acknowledged).sum();
  }
}
