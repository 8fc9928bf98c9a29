package dev.visitortracker.local.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs steps side by side; the first failure interrupts the others and is thrown when all have
 * ended.
 */
public final class Concurrently {

  public static void run(List<Runnable> steps) {
    var running = new ArrayList<Future<?>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var ended = new ExecutorCompletionService<Void>(executor);
      try {
        steps.forEach(step -> running.add(ended.submit(step, null)));
        for (int i = 0; i < steps.size(); i++) {
          ended.take().get();
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StackException("interrupted", e);
      } finally {
        running.forEach(step -> step.cancel(true));
      }
    }
  }

  private Concurrently() {}
}
