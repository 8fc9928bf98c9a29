package dev.visitortracker.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.local.command.WorkerCommandName;
import dev.visitortracker.worker.CommandRun;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The local stack's {@code ctl} depends on no service, so it lists the worker's commands itself.
 */
class PassedOnCommandsTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+(?:-[a-z]+)*)  ");

  @Test
  void ctl_passesOnEveryCommandOfTheWorker() {
    String help = CommandRun.of("--help").out();

    List<String> commands =
        COMMAND
            .matcher(help.substring(help.indexOf("Commands:")))
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(commands)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(WorkerCommandName.values()).map(WorkerCommandName::label).toList());
  }
}
