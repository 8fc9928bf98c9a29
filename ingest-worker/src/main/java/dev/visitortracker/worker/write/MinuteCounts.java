package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.write.Rollup.Bucket;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts the visits of one batch by site and minute, the finest grain. For one thread. */
final class MinuteCounts {
  private static final int CLIENT_ERRORS = 400;
  private static final int SERVER_ERRORS = 500;
  private static final long MINUTE_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final Map<Minute, Counts> minutes = new HashMap<>();
  private @Nullable Minute last;
  private Counts ofLast = new Counts();

  /** A site in one minute since the epoch. */
  private record Minute(String site, long minute) {
    static Minute of(Visit visit) {
      return new Minute(visit.site(), minute(visit));
    }

    boolean holds(Visit visit) {
      return minute(visit) == minute && visit.site().equals(site);
    }

    private static long minute(Visit visit) {
      return Math.floorDiv(visit.timestampMillis(), MINUTE_MILLIS);
    }
  }

  /** A sum that grows; a batch adds to few of them many times. */
  static final class Counts {
    private long visits;
    private long clientErrors;
    private long serverErrors;

    long visits() {
      return visits;
    }

    long clientErrors() {
      return clientErrors;
    }

    long serverErrors() {
      return serverErrors;
    }

    private void add(Visit visit) {
      int code = visit.responseCode();
      visits++;
      clientErrors += code >= CLIENT_ERRORS && code < SERVER_ERRORS ? 1 : 0;
      serverErrors += code >= SERVER_ERRORS ? 1 : 0;
    }

    private void add(Counts other) {
      visits += other.visits;
      clientErrors += other.clientErrors;
      serverErrors += other.serverErrors;
    }
  }

  void add(Visit visit) {
    // Visits come in the order of their time, more or less, so most are of the minute before.
    if (last == null || !last.holds(visit)) {
      last = Minute.of(visit);
      ofLast = minutes.computeIfAbsent(last, _ -> new Counts());
    }
    ofLast.add(visit);
  }

  /** The sums of the minutes in every grain: there are few minutes and many visits. */
  Rollup rollup() {
    SortedMap<Bucket, Counts> counts = new TreeMap<>();
    minutes.forEach(
        (minute, sum) -> {
          for (Grain grain : Grain.values()) {
            Bucket bucket =
                new Bucket(minute.site(), grain, grain.bucket(minute.minute() * MINUTE_MILLIS));
            counts.computeIfAbsent(bucket, _ -> new Counts()).add(sum);
          }
        });
    return new Rollup(counts);
  }
}
