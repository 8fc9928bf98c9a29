package dev.visitortracker.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes the AOT caches of both services: the whole stack runs once in a directory of its own, the
 * JVMs watch themselves work, and each writes its cache as it stops. Stacks that start later on the
 * same build use them; a new build needs a new training.
 */
public final class AotTraining {
  private final Path home;
  private final Components components;

  public AotTraining(Path home) {
    this.home = home;
    this.components = new Components(home);
  }

  /** Whether the present build has its caches. */
  public boolean isDone() {
    return jars().stream().map(ServiceJar::aotCache).allMatch(Files::exists);
  }

  /**
   * Runs the stack while it does that work, and stops it.
   *
   * @param data of the stack, wiped before and after, but for the logs
   * @param report gets a line for each part that became ready
   * @param work what the services shall be good at; gets the URL of the API
   * @throws StackException where no cache came of it
   */
  public void run(Path data, Consumer<String> report, Consumer<String> work) {
    jars().forEach(AotTraining::forget);
    StackSettings settings =
        StackSettings.infrastructure(data)
            .withFresh(true)
            .withWorkers(watched(ServiceJar.worker(home, components)))
            .withApis(watched(ServiceJar.api(home, components)));
    LocalStack stack = LocalStack.start(settings, report);
    try {
      work.accept(stack.apiUrls().getFirst());
      report.accept("stopping the services, which write their caches");
    } finally {
      stack.discard();
    }
    jars().forEach(AotTraining::publish);
  }

  private List<ServiceJar> jars() {
    return List.of(ServiceJar.api(home, components), ServiceJar.worker(home, components));
  }

  private static ServiceOptions watched(ServiceJar jar) {
    return ServiceOptions.instances(1).withJvmFlags("-XX:AOTCacheOutput=" + draft(jar));
  }

  /** A JVM that uses a cache cannot watch itself. */
  private static void forget(ServiceJar jar) {
    try {
      Files.deleteIfExists(jar.aotCache());
    } catch (IOException e) {
      throw new StackException("cannot delete " + jar.aotCache() + ": " + e, e);
    }
  }

  /** A cache appears whole or not at all, also where the training is broken off. */
  private static void publish(ServiceJar jar) {
    Path draft = draft(jar);
    try {
      Files.move(draft, jar.aotCache(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StackException(
          "the training left no " + draft + ": see the services' logs: " + e, e);
    }
  }

  private static Path draft(ServiceJar jar) {
    return jar.aotCache().resolveSibling("app.aot.draft");
  }
}
