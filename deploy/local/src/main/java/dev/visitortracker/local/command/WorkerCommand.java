package dev.visitortracker.local.command;

import dev.visitortracker.local.PartState;
import dev.visitortracker.local.PartStatus;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.local.StackStatus;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A command of the worker's jar, pointed at the running stack; it speaks for itself. */
record WorkerCommand(StackStatus stack, WorkerCommandName command, List<String> arguments) {
  private static final String PREFIX = "--visitor-tracker.";

  /** Returns the command's own exit code when it has ended. */
  int run() {
    try {
      return new ProcessBuilder(line()).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new StackException(command.label() + " does not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted");
    }
  }

  List<String> line() {
    PartStatus primary = primary();
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                StackSettings.projectHome()
                    .resolve("ingest-worker/target/ingest-worker.jar")
                    .toString(),
                command.label()));
    line.addAll(arguments);
    if (command == WorkerCommandName.AUDIT) {
      apis().forEach(url -> line.addAll(List.of("--api", url)));
    }
    line.addAll(
        List.of(
            PREFIX + "database.hosts=" + primary.host() + ":" + primary.port(),
            PREFIX + "database.name=" + primary.database(),
            PREFIX + "database.username=" + primary.user(),
            PREFIX + "kafka.bootstrap-servers=" + stack.kafka()));
    return line;
  }

  /** Those that can answer. */
  private List<String> apis() {
    return stack.parts().stream()
        .filter(part -> part.name().startsWith("api-"))
        .filter(part -> part.state().equals(PartState.RUNNING.label()))
        .map(PartStatus::url)
        .filter(Objects::nonNull)
        .toList();
  }

  private PartStatus primary() {
    return stack.parts().stream()
        .filter(part -> PartStatus.PRIMARY.equals(part.role()))
        .findFirst()
        .orElseThrow(() -> new StackException("the stack has no primary"));
  }
}
