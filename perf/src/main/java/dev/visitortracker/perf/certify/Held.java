package dev.visitortracker.perf.certify;

import dev.visitortracker.perf.journey.VisibleProbe;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Second;
import dev.visitortracker.perf.watch.Moment;
import java.util.List;

/**
 * What was seen while the rate was held. All seconds count from the beginning of the hold.
 *
 * @param start of the hold, in {@link System#nanoTime}
 * @param events the single events
 * @param reads pages and statistics beside them
 * @param probesMissing accepted, and never visible
 * @param moments of the processes
 */
record Held(
    long start,
    double length,
    LoadResult events,
    LoadResult reads,
    List<VisibleProbe> visibleProbes,
    long probesSent,
    long probesAccepted,
    long probesMissing,
    List<Window> windows,
    List<Moment> moments) {

  double second(VisibleProbe probe) {
    return (probe.due() - start) / 1e9;
  }

  /** When one of the loads began. */
  double begin(LoadResult load) {
    return (load.start() - start) / 1e9;
  }

  /** The end of a second of one of the loads. */
  double second(LoadResult load, Second second) {
    return begin(load) + second.at();
  }

  boolean isUndisturbed(double second) {
    return windows.stream().noneMatch(window -> window.covers(second));
  }
}
