package dev.visitortracker.perf.bench;

import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stacks that benchmarks run on, all with two replicas and fresh.
 *
 * @param workerArguments Spring properties, as {@code --key=value}
 * @param workerFlags of its JVM
 */
record Stacks(
    List<String> workerArguments,
    List<String> workerFlags,
    List<String> apiArguments,
    List<String> apiFlags) {

  /** One worker, and no API that would need memory and CPU. */
  StackSettings writing() {
    return base("writing").withWorkers(workers(1, WorkerBench.SESSION_TIMEOUT));
  }

  /** One worker and one API. */
  StackSettings whole(String name) {
    return base(name)
        .withWorkers(workers(1, WorkerBench.SESSION_TIMEOUT))
        .withApis(new ServiceOptions(1, apiFlags, apiArguments));
  }

  /** So many workers on so many partitions; the API is left out. */
  StackSettings scaled(int workers, int partitions, int lanes) {
    return base("scale-%d-%d".formatted(workers, partitions))
        .withWorkers(
            workers(
                workers,
                WorkerBench.SESSION_TIMEOUT,
                "--visitor-tracker.kafka.partitions=" + partitions,
                "--visitor-tracker.consume.lanes=" + lanes));
  }

  private static StackSettings base(String name) {
    Path data = StackSettings.projectHome().resolve("perf/target/bench/" + name);
    return StackSettings.infrastructure(data).withFresh(true);
  }

  private ServiceOptions workers(int instances, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(workerArguments);
    return new ServiceOptions(instances, workerFlags, all);
  }
}
