package dev.visitortracker.perf.watch;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at every part of a stack once a second, until it is closed. */
public final class Watch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final LocalStack stack;
  private final Lag lag;
  private final long origin;
  private final List<Moment> moments = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("watch").daemon().factory());

  /**
   * Begins at once.
   *
   * @param origin the {@link System#nanoTime} from which the seconds of the moments count
   */
  public Watch(LocalStack stack, long origin) {
    this.stack = stack;
    this.origin = origin;
    this.lag = new Lag(stack);
    var _ = watcher.scheduleWithFixedDelay(this::look, 0, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What was seen from that second on. */
  public List<Moment> since(double seconds) {
    return moments.stream().filter(moment -> moment.at() >= seconds).toList();
  }

  /** What all parts that run have used so far. */
  public static Map<String, ProcessUse> use(LocalStack stack) {
    Map<String, ProcessUse> use = new LinkedHashMap<>();
    for (Part part : stack.parts()) {
      part.pid().ifPresent(pid -> use.put(part.name(), ProcessUse.of(pid)));
    }
    return use;
  }

  @Override
  public void close() {
    watcher.shutdownNow();
    try {
      if (watcher.awaitTermination(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        lag.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    // Kafka or the primary may be away, and asking for the lag then takes its time.
    double at = (System.nanoTime() - origin) / 1e9;
    Map<String, ProcessUse> use = use(stack);
    moments.add(new Moment(at, use, lag.records()));
  }
}
