package dev.visitortracker.perf.peer;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.perf.watch.ProcessUse;
import dev.visitortracker.perf.watch.Watch;
import java.util.function.DoubleSupplier;

/**
 * What answers the requests of a load.
 *
 * @param cpuSeconds what all processes behind the URL have used so far
 */
public record Server(String url, DoubleSupplier cpuSeconds) {
  /** The first API, with everything that works for it. */
  public static Server of(LocalStack stack) {
    return new Server(
        stack.apiUrls().getFirst(),
        () -> Watch.use(stack).values().stream().mapToDouble(ProcessUse::cpuSeconds).sum());
  }
}
