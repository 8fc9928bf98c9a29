package dev.visitortracker.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.PartState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CtlIT {
  private static final LocalStack STACK = LocalStack.shared();
  private static ControlServer server;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void open() throws IOException {
    server = ControlServer.open(STACK);
  }

  @AfterAll
  static void close() throws IOException {
    server.close();
  }

  @Test
  void status_isOneJsonObject_whenAskedFor() {
    assertThat(ctl("status", "--json")).isZero();

    JsonNode status = Json.MAPPER.readTree(out.toString());
    assertThat(status.path("ready").asBoolean()).isTrue();
    assertThat(status.path("data").asString()).isEqualTo(STACK.dataDirectory().toString());
    JsonNode primary = status.path("parts").path(0);
    assertThat(primary.path("name").asString()).isEqualTo("primary");
    assertThat(primary.path("state").asString()).isEqualTo("running");
    assertThat(primary.path("pid").asLong()).isEqualTo(STACK.primary().pid().orElseThrow());
    assertThat(primary.path("port").asInt()).isEqualTo(STACK.primary().port());
    assertThat(primary.path("memory_bytes").asLong()).isPositive();
    assertThat(primary.path("database").asString()).isEqualTo("visitor_tracker");
  }

  @Test
  void status_hasARowPerPart_whenPeopleAsk() {
    assertThat(ctl("status")).isZero();

    assertThat(out.toString().lines()).hasSize(1 + STACK.parts().size());
  }

  @Test
  void part_isPausedResumedKilledStartedAndStopped_asAskedFor() {
    assertThat(ctl("pause", "redis")).isZero();
    assertThat(STACK.part("redis").state()).isEqualTo(PartState.PAUSED);
    assertThat(ctl("resume", "redis")).isZero();
    assertThat(STACK.part("redis").state()).isEqualTo(PartState.RUNNING);
    assertThat(ctl("kill", "redis")).isZero();
    assertThat(STACK.part("redis").state()).isEqualTo(PartState.KILLED);
    assertThat(ctl("start", "redis")).isZero();
    assertThat(STACK.part("redis").state()).isEqualTo(PartState.RUNNING);
    assertThat(ctl("stop", "redis")).isZero();
    assertThat(STACK.part("redis").state()).isEqualTo(PartState.STOPPED);
    assertThat(ctl("start", "redis")).isZero();
  }

  @Test
  void error_namesTheParts_whenOneIsUnknown() {
    assertThat(ctl("kill", "zookeeper")).isEqualTo(1);

    assertThat(err)
        .hasToString(
            "no part is called zookeeper: there are primary, replica-1, replica-2, kafka, redis\n");
  }

  @Test
  void error_saysWhatToDo_whenNoStackRuns(@TempDir Path empty) {
    assertThat(execute("--data", empty.toString(), "status")).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo("no stack is running on " + empty + ": start one with up\n");
  }

  @Test
  void promotion_isRefused_whenThePartIsNoReplica() {
    assertThat(ctl("promote", "primary")).isEqualTo(1);
    assertThat(ctl("promote", "kafka")).isEqualTo(1);

    assertThat(err).hasToString("primary is the primary already\nkafka is no database\n");
  }

  @Test
  void help_namesEveryCommandOfTheWorker() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString().lines().map(line -> line.strip().replaceFirst(" .*", "")))
        .contains(
            Arrays.stream(WorkerCommandName.values())
                .map(WorkerCommandName::label)
                .toArray(String[]::new));
  }

  @Test
  void garbage_isAnswered_andTheServerLivesOn() {
    assertThat(ctl("status")).isZero();
    assertThat(ctl("explode", "redis")).isEqualTo(2);
    assertThat(ctl("status")).isZero();
  }

  private int ctl(String command, String... arguments) {
    var all = new String[arguments.length + 3];
    all[0] = "--data";
    all[1] = STACK.dataDirectory().toString();
    all[2] = command;
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return execute(all);
  }

  private int execute(String... arguments) {
    return Ctl.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
