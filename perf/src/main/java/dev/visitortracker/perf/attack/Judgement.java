package dev.visitortracker.perf.attack;

import dev.visitortracker.local.StackSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what all generators did against the objectives, and what was accepted against what is
 * stored.
 *
 * @param whole the plan of all generators together
 * @param seeded visits that were stored before
 */
record Judgement(Tool tool, Plan whole, SortedMap<Integer, Tally> tallies, long seeded) {
  private static final int MISSED = 1;

  /** Writes and prints the report. */
  int exitCode(@Nullable Path data, Path directory) throws IOException, InterruptedException {
    Path home = StackSettings.projectHome();
    List<String> ledger = new ArrayList<>(compare());
    ledger.addAll(new LocalAudit(home, data).findings());
    Report report = Report.of(tool, whole, tallies, ledger);
    report.write(directory, tallies);
    report.print(System.out);
    return report.met() ? 0 : MISSED;
  }

  /** A request without an answer may have been accepted with all of its events. */
  private List<String> compare() throws InterruptedException {
    long accepted = seeded + tallies.values().stream().mapToLong(Tally::accepted).sum();
    long unanswered = tallies.values().stream().mapToLong(Tally::unanswered).sum();
    return new StoredVisits(whole.target(), whole.site(), Attack.VISIBLE_WITHIN)
        .compare(accepted, unanswered * RequestMix.LINES);
  }
}
