package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.progress.Watermark;
import java.util.List;

/**
 * What became of the records of a replay.
 *
 * @param read records, or offsets where the figures come from the ledger
 * @param fresh visits that were not stored before
 * @param duplicate visits that were
 * @param dead records that cannot be stored
 */
public record ReplayCounts(long read, long fresh, long duplicate, long dead) {
  static final ReplayCounts NOTHING = new ReplayCounts(0, 0, 0, 0);

  static ReplayCounts of(List<Watermark> rows) {
    return rows.stream()
        .map(row -> new ReplayCounts(row.read(), row.stored(), row.duplicate(), row.deadLettered()))
        .reduce(NOTHING, ReplayCounts::plus);
  }

  /** Whether every record came to exactly one outcome. */
  public boolean addsUp() {
    return read == fresh + duplicate + dead;
  }

  ReplayCounts plus(ReplayCounts other) {
    return new ReplayCounts(
        read + other.read, fresh + other.fresh, duplicate + other.duplicate, dead + other.dead);
  }
}
