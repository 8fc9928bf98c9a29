package dev.visitortracker.perf.bench;

import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
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
  /** A frozen worker must not lose its partitions meanwhile. */
  private static final String SESSION_TIMEOUT = "--visitor-tracker.consume.session-timeout=45s";

  /** One worker, and no API that would need memory and CPU. */
  StackSettings writing() {
    return base("writing").withWorkers(worker());
  }

  /** One worker and one API. */
  StackSettings whole(String name) {
    return base(name).withWorkers(worker()).withApis(new ServiceOptions(1, apiFlags, apiArguments));
  }

  private static StackSettings base(String name) {
    Path data = StackSettings.projectHome().resolve("perf/target/bench/" + name);
    return StackSettings.infrastructure(data).withFresh(true);
  }

  private ServiceOptions worker() {
    List<String> arguments = new ArrayList<>(List.of(SESSION_TIMEOUT));
    arguments.addAll(workerArguments);
    return new ServiceOptions(1, workerFlags, arguments);
  }
}
