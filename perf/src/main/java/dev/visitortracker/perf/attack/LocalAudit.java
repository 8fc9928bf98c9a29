package dev.visitortracker.perf.attack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The worker's audit of the local stack: Kafka, watermarks, rows and statistics, one against the
 * other.
 *
 * @param data the stack's directory; null: the default one
 */
record LocalAudit(Path home, @Nullable Path data) {
  /** What {@code ctl status} ends with where no stack runs; the audit has other uses for it. */
  private static final int NO_STACK = 2;

  /** The worker's exit code where it does not reach Kafka or PostgreSQL in time. */
  private static final int COULD_NOT_LOOK = 3;

  /** The machine may still be busy with what it was attacked with. */
  private static final int ATTEMPTS = 3;

  /** What is wrong; nothing where no local stack runs. */
  List<String> findings() throws IOException, InterruptedException {
    if (ctl(Redirect.DISCARD, "status") == NO_STACK) {
      System.out.println("no local stack runs there, so there is no audit");
      return List.of();
    }
    int exitCode = audit();
    for (int i = 1; exitCode == COULD_NOT_LOOK && i < ATTEMPTS; i++) {
      exitCode = audit();
    }
    return switch (exitCode) {
      case 0 -> List.of();
      case COULD_NOT_LOOK -> List.of("the audit could not be done");
      default -> List.of("the audit ended with " + exitCode);
    };
  }

  private int audit() throws IOException, InterruptedException {
    return ctl(Redirect.INHERIT, "audit", "--wait", "60s");
  }

  private int ctl(Redirect output, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("deploy/local/ctl").toString());
    if (data != null) {
      command.add("--data=" + data);
    }
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(output)
        .redirectError(output)
        .start()
        .waitFor();
  }
}
