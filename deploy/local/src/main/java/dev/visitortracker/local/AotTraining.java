package dev.visitortracker.local;

import dev.visitortracker.local.kafka.KafkaCluster;
import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.Concurrently;
import dev.visitortracker.local.machine.DataDirectory;
import dev.visitortracker.local.machine.OneTimeCommand;
import dev.visitortracker.local.machine.Ports;
import dev.visitortracker.local.machine.StackException;
import dev.visitortracker.local.postgres.DatabaseCluster;
import dev.visitortracker.local.postgres.Postgres;
import dev.visitortracker.local.postgres.Primary;
import dev.visitortracker.local.service.ServiceJar;
import dev.visitortracker.local.service.TokenSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the AOT caches of both services: the whole stack runs once in a directory of its own, the
 * JVMs watch themselves work, and each writes its cache as it stops. Stacks that start later on the
 * same build use them; a new build needs a new training. A shorter training of the start alone
 * needs no stack.
 */
public final class AotTraining {
  private final Path home;
  private final Components components;

  public AotTraining(Path home) {
    this.home = home;
    this.components = new Components(home);
  }

  /** Whether the present build has a cache of how it starts, or a better one. */
  public boolean isStartDone() {
    return jars().stream()
        .allMatch(jar -> Files.exists(jar.startCache()) || Files.exists(jar.aotCache()));
  }

  /**
   * Starts both services once, without any neighbour, up to where they would serve. Their next
   * starts take about half the CPU; how fast they become afterwards does not change.
   *
   * @param data wiped before and after
   * @throws StackException where no cache came of it
   */
  public void runStart(Path data) {
    for (ServiceJar jar : jars()) {
      delete(jar.aotCache());
      delete(jar.startCache());
      jar.unpack();
    }
    try (var directory = DataDirectory.open(data, true)) {
      Services services = withoutNeighbours(directory);
      Concurrently.run(
          Stream.concat(services.apis().stream(), services.workers().stream())
              .<Runnable>map(
                  service -> new OneTimeCommand(service.name(), service.command(), directory)::run)
              .toList());
      directory.deleteStores();
    }
    jars().forEach(jar -> publish(jar, jar.startCache()));
  }

  /** Nothing listens on the ports that the services are told. */
  private Services withoutNeighbours(DataDirectory directory) {
    var ports = new Ports(directory.ports());
    var primary = new Postgres(Primary.NAME, ports.free(Primary.NAME), directory, components);
    StackSettings settings =
        StackSettings.infrastructure(directory.root())
            .withWorkers(watchedStart(ServiceJar.worker(home, components)))
            .withApis(watchedStart(ServiceJar.api(home, components)));
    return new Services(
        settings,
        components,
        ports,
        new DatabaseCluster(List.of(primary), directory.promoted()),
        KafkaCluster.of(1, ports).bootstrapServers(),
        ports.free(RedisServer.NAME),
        new TokenSecret(directory.tokenSecret()));
  }

  private static ServiceOptions watchedStart(ServiceJar jar) {
    return ServiceOptions.instances(1)
        .withJvmFlags("-XX:AOTCacheOutput=" + draft(jar), "-Dspring.context.exit=onRefresh");
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
    for (ServiceJar jar : jars()) {
      // A JVM that uses a cache cannot watch itself.
      delete(jar.aotCache());
      delete(jar.startCache());
    }
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
    jars().forEach(jar -> publish(jar, jar.aotCache()));
  }

  private List<ServiceJar> jars() {
    return List.of(ServiceJar.api(home, components), ServiceJar.worker(home, components));
  }

  private static ServiceOptions watched(ServiceJar jar) {
    return ServiceOptions.instances(1).withJvmFlags("-XX:AOTCacheOutput=" + draft(jar));
  }

  private static void delete(Path cache) {
    try {
      Files.deleteIfExists(cache);
    } catch (IOException e) {
      throw new StackException("cannot delete " + cache + ": " + e, e);
    }
  }

  /** A cache appears whole or not at all, also where the training is broken off. */
  private static void publish(ServiceJar jar, Path cache) {
    Path draft = draft(jar);
    try {
      Files.move(draft, cache, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StackException(
          "the training left no " + draft + ": see the services' logs: " + e, e);
    }
  }

  private static Path draft(ServiceJar jar) {
    return jar.aotCache().resolveSibling("app.aot.draft");
  }
}
