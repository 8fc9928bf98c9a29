package dev.visitortracker.perf.certify;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.journey.Trial;
import dev.visitortracker.perf.journey.VisibilityProbe;
import dev.visitortracker.perf.load.Arrivals;
import dev.visitortracker.perf.load.HttpLoad;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.load.Second;
import dev.visitortracker.perf.watch.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Holds a rate, with reads and probes beside it, while one part after the other is killed. */
final class Holding {
  /** How long a killed part stays away before it is started again. */
  private static final Duration AWAY = Duration.ofSeconds(5);

  /** Between two faults, so that each is judged alone. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private static final Duration VISIBLE_LIMIT = Duration.ofSeconds(60);
  private static final double PROBES_PER_SECOND = 20;
  private static final double READS_PER_SECOND = 50;
  private static final int READ_CONNECTIONS = 16;
  private static final Requests READS =
      Requests.get(List.of("/visits?site=shop", "/stats?site=shop", "/visits", "/stats"));

  private final LocalStack stack;
  private final Trial trial;
  private final Terminal terminal;

  Holding(LocalStack stack, Trial trial, Terminal terminal) {
    this.stack = stack;
    this.trial = trial;
    this.terminal = terminal;
  }

  /** Cold JVMs would be measured otherwise; what it reads does not count. */
  void warmUpReads(Duration length) {
    readers()
        .closed(length, READS, second -> terminal.progress("warming up reads", second, length));
  }

  /** A step on the way to the knee; without the reads of a hold it would be found too high. */
  LoadResult step(double perSecond, Duration length) {
    HttpLoad readers = readers();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> read(readers, length));
      return trial.run(perSecond, length, _ -> {});
    }
  }

  /**
   * Returns when the load has ended and all probes are visible.
   *
   * @param faults are spread over the time; one begins when the one before is over
   */
  Held run(double perSecond, Duration length, List<Fault> faults) throws Exception {
    HttpLoad readers = readers();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Watch watch = new Watch(stack, start);
        VisibilityProbe probe = new VisibilityProbe(stack, PROBES_PER_SECOND)) {
      Future<LoadResult> reads = threads.submit(() -> read(readers, length));
      Future<List<Window>> windows = threads.submit(() -> breakParts(start, length, faults));
      LoadResult events = trial.run(perSecond, length, second -> tell(second, perSecond, length));
      double seconds = (System.nanoTime() - start) / 1e9;
      List<Window> broken = windows.get(length.toSeconds() + 120, TimeUnit.SECONDS);
      probe.finish(VISIBLE_LIMIT);
      trial.drain();
      return new Held(
          start,
          seconds,
          events,
          reads.get(60, TimeUnit.SECONDS),
          probe.visibleProbes(),
          probe.sent(),
          probe.accepted(),
          probe.missing(),
          broken,
          watch.since(0));
    }
  }

  private static LoadResult read(HttpLoad readers, Duration length) {
    return readers.open(new Arrivals(READS_PER_SECOND, length), READS, _ -> {});
  }

  private HttpLoad readers() {
    return new HttpLoad(stack.apiUrls().getFirst(), READ_CONNECTIONS);
  }

  private List<Window> breakParts(long start, Duration length, List<Fault> faults)
      throws InterruptedException {
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      double planned = length.toSeconds() * (i + 0.25) / faults.size();
      double recovered = i == 0 ? 0 : windows.getLast().end() + QUIET.toSeconds();
      double at = Math.max(planned, recovered);
      TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.round((at - since(start)) * 1000)));
      Part part = stack.part(fault.part());
      double killed = since(start);
      part.kill();
      terminal.say("killed " + fault.part());
      TimeUnit.NANOSECONDS.sleep(AWAY.toNanos());
      part.start();
      windows.add(new Window(fault, killed, since(start)));
    }
    return windows;
  }

  private void tell(Second second, double perSecond, Duration length) {
    terminal.progress(
        "%,.0f of %,.0f/s, p99 %.0f ms, %,d refused, %,d failed"
            .formatted(
                second.rate(),
                perSecond,
                second.millis(99),
                second.outcomes().refused(),
                second.outcomes().failed()),
        length.toSeconds() - second.at());
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
