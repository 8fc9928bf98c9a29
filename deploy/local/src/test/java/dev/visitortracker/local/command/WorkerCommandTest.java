package dev.visitortracker.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.PartStatus;
import dev.visitortracker.local.StackStatus;
import dev.visitortracker.local.machine.StackException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerCommandTest {
  private static final String KAFKA = "127.0.0.1:5003,127.0.0.1:5004";

  @Test
  void line_passesArgumentsOn_andPointsAtTheRunningStack() {
    var stack =
        new StackStatus(
            true,
            null,
            KAFKA,
            "data",
            List.of(database("primary", 5001, "replica"), database("replica-1", 5002, "primary")));

    List<String> line =
        new WorkerCommand(stack, WorkerCommandName.AUDIT, List.of("--wait", "5s")).line();

    assertThat(line)
        .containsSequence("audit", "--wait", "5s")
        .contains(
            "--visitor-tracker.database.hosts=127.0.0.1:5002",
            "--visitor-tracker.database.name=visits",
            "--visitor-tracker.database.username=owner",
            "--visitor-tracker.kafka.bootstrap-servers=127.0.0.1:5003,127.0.0.1:5004");
  }

  @Test
  void line_namesTheApisThatRun_whenTheCommandIsTheAudit() {
    var stack =
        new StackStatus(
            true,
            null,
            KAFKA,
            "data",
            List.of(
                database("primary", 5001, "primary"),
                api("api-1", "running"),
                api("api-2", "killed")));

    assertThat(new WorkerCommand(stack, WorkerCommandName.AUDIT, List.of()).line())
        .containsSequence("audit", "--api", "http://api-1")
        .doesNotContain("http://api-2");
    assertThat(new WorkerCommand(stack, WorkerCommandName.REPLAY, List.of()).line())
        .doesNotContain("--api");
  }

  @Test
  void line_isRefused_whenTheStackHasNoPrimary() {
    var stack = new StackStatus(true, null, KAFKA, "data", List.of());

    assertThatThrownBy(() -> new WorkerCommand(stack, WorkerCommandName.AUDIT, List.of()).line())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("primary");
  }

  private static PartStatus database(String name, int port, String role) {
    return new PartStatus(
        name, "running", 1L, null, "127.0.0.1", port, 0, "visits", "owner", role, null);
  }

  private static PartStatus api(String name, String state) {
    return new PartStatus(
        name, state, 1L, null, "127.0.0.1", 8080, 0, null, null, null, "http://" + name);
  }
}
