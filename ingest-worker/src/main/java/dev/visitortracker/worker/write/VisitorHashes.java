package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.visitors.VisitorHash;
import dev.visitortracker.event.visitors.VisitorSketch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the hashes of the visitors of one batch, by site and day. For one thread. */
final class VisitorHashes {
  private final VisitorHash hash = new VisitorHash();
  private final Map<SiteDay, Hashes> bySite = new HashMap<>();
  private @Nullable SiteDay last;
  private Hashes ofLast = new Hashes();

  /** A list of hashes that grows. */
  static final class Hashes {
    private long[] values = new long[8];
    private int size;

    void addTo(VisitorSketch sketch) {
      for (int i = 0; i < size; i++) {
        sketch.add(values[i]);
      }
    }

    private void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }

  void add(Visit visit) {
    // Visits of a batch are mostly of the same day.
    if (last == null || !last.holds(visit)) {
      last = SiteDay.of(visit);
      ofLast = bySite.computeIfAbsent(last, _ -> new Hashes());
    }
    ofLast.add(hash.of(visit));
  }

  /** The hashes of each site and day, and those of all sites of each day. */
  DailyVisitors visitors() {
    SortedMap<SiteDay, List<Hashes>> visitors = new TreeMap<>();
    bySite.forEach(
        (siteDay, hashes) -> {
          visitors.put(siteDay, List.of(hashes));
          visitors.computeIfAbsent(siteDay.ofAllSites(), _ -> new ArrayList<>()).add(hashes);
        });
    return new DailyVisitors(visitors);
  }
}
