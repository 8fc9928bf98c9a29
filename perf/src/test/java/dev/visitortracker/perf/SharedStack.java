package dev.visitortracker.perf;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.PartState;
import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * The stack that the tests of this module share: three workers and one API beside the
 * infrastructure, fresh, started by the first test that asks, ended with the JVM. What one test
 * stores is still there for the next, so each counts a site of its own or from where it begins.
 */
public final class SharedStack {
  /** The shortest that the broker allows: most of a takeover's time is this wait. */
  private static final String SESSION_TIMEOUT = "--visitor-tracker.consume.session-timeout=6s";

  /** A replica whose replay a test has paused stays in the rotation. */
  private static final String MAX_LAG = "--visitor-tracker.replica.max-lag=1h";

  private static final LocalStack STACK = start();

  private SharedStack() {}

  /** The stack with all infrastructure running and, of the services, those that are named. */
  public static LocalStack with(String... services) {
    List<Part> parts = STACK.parts();
    parts.stream().filter(part -> part.state() == PartState.PAUSED).forEach(Part::resume);
    List<String> wanted = List.of(services);
    for (Part part : parts) {
      if (isService(part) && !wanted.contains(part.name())) {
        part.stop();
      } else {
        part.start();
      }
    }
    return STACK;
  }

  private static boolean isService(Part part) {
    return part.name().startsWith("worker-") || part.name().startsWith("api-");
  }

  private static LocalStack start() {
    LocalStack stack =
        LocalStack.start(
            StackSettings.infrastructure(Path.of("target", "stack"))
                .withFresh(true)
                .withWorkers(ServiceOptions.instances(3).withArguments(SESSION_TIMEOUT))
                .withApis(ServiceOptions.instances(1).withArguments(MAX_LAG)));
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-shared-stack"));
    return stack;
  }
}
