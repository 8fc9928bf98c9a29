package dev.visitortracker.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.PartStatus;
import dev.visitortracker.local.StackException;
import dev.visitortracker.local.StackStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerCommandTest {

  @Test
  void line_passesArgumentsOn_andPointsAtTheRunningStack() {
    var stack =
        new StackStatus(
            true,
            null,
            "data",
            List.of(part("primary", 5001, "visits", "owner"), part("kafka", 5002, null, null)));

    List<String> line = new WorkerCommand(stack, "audit", List.of("--wait", "5s")).line();

    assertThat(line)
        .containsSequence("audit", "--wait", "5s")
        .contains(
            "--visitor-tracker.database.port=5001",
            "--visitor-tracker.database.name=visits",
            "--visitor-tracker.database.username=owner",
            "--visitor-tracker.kafka.bootstrap-servers=127.0.0.1:5002");
  }

  @Test
  void line_namesTheApisThatRun_whenTheCommandIsTheAudit() {
    var stack =
        new StackStatus(
            true,
            null,
            "data",
            List.of(
                part("primary", 5001, "visits", "owner"),
                part("kafka", 5002, null, null),
                api("api-1", "running"),
                api("api-2", "killed")));

    assertThat(new WorkerCommand(stack, "audit", List.of()).line())
        .containsSequence("audit", "--api", "http://api-1")
        .doesNotContain("http://api-2");
    assertThat(new WorkerCommand(stack, "replay", List.of()).line()).doesNotContain("--api");
  }

  @Test
  void line_isRefused_whenTheStackHasNoPrimary() {
    var stack = new StackStatus(true, null, "data", List.of());

    assertThatThrownBy(() -> new WorkerCommand(stack, "audit", List.of()).line())
        .isInstanceOf(StackException.class)
        .hasMessageContaining("primary");
  }

  private static PartStatus part(
      String name, int port, @Nullable String database, @Nullable String user) {
    return new PartStatus(
        name, "running", 1L, null, "127.0.0.1", port, 0, database, user, null, null);
  }

  private static PartStatus api(String name, String state) {
    return new PartStatus(
        name, state, 1L, null, "127.0.0.1", 8080, 0, null, null, null, "http://" + name);
  }
}
