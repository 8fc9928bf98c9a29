package dev.visitortracker.worker.command;

import dev.visitortracker.worker.range.ReadProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Prints once a second how far a command is, for work that takes longer than two seconds. */
final class ProgressLine {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final ReadProgress progress;
  private final PrintWriter err;
  private final long startNanos = System.nanoTime();

  ProgressLine(ReadProgress progress, PrintWriter err) {
    this.progress = progress;
    this.err = err;
  }

  /** Runs the work and prints its progress to stderr meanwhile. */
  <T> Mono<T> during(Mono<T> work) {
    Mono<T> telling =
        Flux.interval(FIRST, INTERVAL)
            .onBackpressureDrop()
            .doOnNext(tick -> print())
            .then(Mono.never());
    return Mono.firstWithSignal(work, telling);
  }

  private void print() {
    err.println(text(Duration.ofNanos(System.nanoTime() - startNanos)));
    err.flush();
  }

  String text(Duration elapsed) {
    long read = progress.read();
    double perSecond = read / Math.max(elapsed.toNanos() / 1e9, 1e-3);
    String text =
        String.format(
            Locale.ROOT, "%,d of %,d records, %,.0f/s", read, progress.total(), perSecond);
    if (perSecond >= 1) {
      Duration left = Duration.ofSeconds((long) Math.ceil((progress.total() - read) / perSecond));
      text += ", " + left.toString().substring(2).toLowerCase(Locale.ROOT) + " left";
    }
    return progress.waitingFor().isEmpty() ? text : text + "; waiting for " + progress.waitingFor();
  }
}
