package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.progress.LedgerRow;
import java.util.List;

/**
 * What became of the records of a replay.
 *
 * @param read records, or offsets where the figures come from the ledger
 * @param fresh visits that were not stored before
 * @param duplicate visits that were
 * @param dead records that cannot be stored
 */
public record ReplayReport(long read, long fresh, long duplicate, long dead) {
  static final ReplayReport NOTHING = new ReplayReport(0, 0, 0, 0);

  static ReplayReport of(List<LedgerRow> rows) {
    return rows.stream()
        .map(row -> new ReplayReport(row.read(), row.stored(), row.duplicate(), row.deadLettered()))
        .reduce(NOTHING, ReplayReport::plus);
  }

  /** Whether every record came to exactly one outcome. */
  public boolean addsUp() {
    return read == fresh + duplicate + dead;
  }

  ReplayReport plus(ReplayReport other) {
    return new ReplayReport(
        read + other.read, fresh + other.fresh, duplicate + other.duplicate, dead + other.dead);
  }
}
