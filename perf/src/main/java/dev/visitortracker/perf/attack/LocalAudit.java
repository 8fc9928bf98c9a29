package dev.visitortracker.perf.attack;

import java.io.IOException;
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
  private static final int NO_STACK = 2;

  /** What is wrong; nothing where no local stack runs. */
  List<String> findings() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("deploy/local/ctl").toString());
    if (data != null) {
      command.add("--data=" + data);
    }
    command.addAll(List.of("audit", "--wait", "60s"));
    int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
    return switch (exitCode) {
      case 0 -> List.of();
      case NO_STACK -> {
        System.out.println("no local stack runs there, so there is no audit");
        yield List.of();
      }
      default -> List.of("the audit ended with " + exitCode);
    };
  }
}
