package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.load.HttpLoad;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Outcomes;
import dev.visitortracker.perf.load.Requests;
import dev.visitortracker.perf.watch.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the benchmarks run: one local stack at a time, kept from one benchmark to the next where
 * both want the same, and a record of what was seen.
 */
final class Laboratory implements AutoCloseable {
  private static final int CONNECTIONS = 64;

  private final Effort effort;
  private final Stacks stacks;
  private final long origin = System.nanoTime();
  private final List<Chapter> chapters = new ArrayList<>();
  private @Nullable Running running;

  Laboratory(Effort effort, Stacks stacks) {
    this.effort = effort;
    this.stacks = stacks;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-local-stack"));
  }

  private record Running(StackSettings settings, LocalStack stack, Watch watch, double since) {}

  Effort effort() {
    return effort;
  }

  Stacks stacks() {
    return stacks;
  }

  /** One that fails leaves the others their figures; its chapter says why. */
  void run(Benchmark benchmark) {
    System.out.printf("%n%s: %s%n", benchmark.name(), benchmark.measures());
    var chapter = new Chapter(benchmark);
    chapters.add(chapter);
    Running before = running;
    if (before != null) {
      running = new Running(before.settings, before.stack, before.watch, now());
    }
    try {
      chapter.found(benchmark.measurement().run(this));
    } catch (Exception e) {
      System.err.printf("%s failed: %s%n", benchmark.name(), e);
      chapter.failed(e);
    }
    collect(chapter);
  }

  /**
   * A stack with these settings; one that runs with others is stopped first, and its data deleted
   * where this one begins anew.
   */
  LocalStack stack(StackSettings settings) {
    Running now = running;
    if (now != null && now.settings.equals(settings)) {
      return now.stack;
    }
    collect(chapters.getLast());
    stop(settings.fresh() ? LocalStack::discard : LocalStack::close);
    LocalStack stack = LocalStack.start(settings, System.out::println);
    running = new Running(settings, stack, new Watch(stack, origin), now());
    return stack;
  }

  /** Seconds since the run began. */
  double now() {
    return (System.nanoTime() - origin) / 1e9;
  }

  /**
   * A closed loop, as wrk has it; its rate counts good answers only, and what was not one is
   * remarked, but for the first time, when services are cold.
   */
  LoadResult closedLoop(String name, String url, Requests requests, Duration length) {
    double start = now();
    LoadResult result = new HttpLoad(url, CONNECTIONS).closed(length, requests, _ -> {});
    Outcomes outcomes = result.outcomes();
    boolean isWarm = !length.equals(effort.warmUp());
    if (isWarm && outcomes.good() < outcomes.sent()) {
      chapters
          .getLast()
          .remark(
              "%s: %,d of %,d requests were not answered well in one sample: %s"
                  .formatted(name, outcomes.sent() - outcomes.good(), outcomes.sent(), outcomes));
    }
    chapters.getLast().load(name, start, result);
    return result;
  }

  /** Draws a load that began at that time. */
  void drawn(String name, double start, LoadResult result) {
    chapters.getLast().load(name, start, result);
  }

  List<Chapter> chapters() {
    return List.copyOf(chapters);
  }

  @Override
  public void close() {
    stop(LocalStack::discard);
  }

  private void collect(Chapter chapter) {
    Running now = running;
    if (now != null) {
      chapter.saw(now.watch.since(now.since));
    }
  }

  private synchronized void stop(Consumer<LocalStack> how) {
    Running now = running;
    running = null;
    if (now != null) {
      now.watch.close();
      how.accept(now.stack);
    }
  }
}
