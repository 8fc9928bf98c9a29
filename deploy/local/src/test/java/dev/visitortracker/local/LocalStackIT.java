package dev.visitortracker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.machine.Await;
import dev.visitortracker.local.machine.FileTree;
import dev.visitortracker.local.machine.ProcessIdentity;
import dev.visitortracker.local.machine.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStackIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();
  private static LocalStack stack;

  @BeforeAll
  static void start() throws SQLException {
    stack =
        LocalStack.start(
            StackSettings.infrastructure(Path.of("target", "stack-it")).withFresh(true),
            REPORTS::add);
    update("CREATE TABLE note (text text PRIMARY KEY)");
  }

  @AfterAll
  static void close() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void row_appearsOnEveryReplica_whenWrittenToThePrimary() throws SQLException {
    update("INSERT INTO note VALUES ('streamed')");

    assertArrives("replica-1", "streamed");
    assertArrives("replica-2", "streamed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"synchronous_commit", "fsync", "full_page_writes", "hot_standby_feedback"})
  void durability_isOn_onThePrimary(String setting) throws SQLException {
    assertThat(query("primary", "SELECT current_setting('" + setting + "')")).isEqualTo("on");
  }

  @Test
  void reader_readsAndDoesNotWrite() throws SQLException {
    try (Connection reader = stack.connection("primary", stack.databaseReader());
        Statement statement = reader.createStatement()) {
      assertThat(statement.execute("SELECT count(*) FROM note")).isTrue();
      assertThatThrownBy(() -> statement.execute("INSERT INTO note VALUES ('no')"))
          .hasMessageContaining("permission denied");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"replica-2", "kafka", "redis", "primary"})
  void part_comesBack_whenKilledAndStarted(String name) {
    Part part = stack.part(name);
    long before = part.pid().orElseThrow();

    part.kill();

    assertThat(part.state()).isEqualTo(PartState.KILLED);
    assertThat(part.pid()).isEmpty();
    assertThat(ProcessIdentity.of(before)).isEmpty();
    assertThat(part.program().isReady()).isFalse();

    part.start();

    assertThat(part.state()).isEqualTo(PartState.RUNNING);
    assertThat(part.program().isReady()).isTrue();
    assertThat(part.pid().orElseThrow()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "replica-1", "kafka", "redis"})
  void part_keepsItsProcess_whenPausedAndResumed(String name) {
    Part part = stack.part(name);
    long before = part.pid().orElseThrow();

    part.pause();

    assertThat(part.state()).isEqualTo(PartState.PAUSED);
    assertThat(part.pid()).hasValue(before);
    assertThatThrownBy(part::start)
        .hasMessage("cannot start " + name + ": it is paused, resume it instead");

    part.resume();

    assertThat(part.state()).isEqualTo(PartState.RUNNING);
    assertThat(Await.until(LIMIT, part.program()::isReady)).isTrue();
    assertThat(part.pid()).hasValue(before);
  }

  @Test
  void openConnection_waits_whileThePrimaryIsPaused() throws SQLException {
    try (Connection connection = stack.connection("primary")) {
      stack.primary().pause();

      // isValid gives up after its limit: the backend of this connection is paused too.
      assertThat(connection.isValid(1)).isFalse();
    } finally {
      stack.primary().resume();
    }
  }

  @Test
  void replica_catchesUp_whenRowsCameWhileItWasKilled() throws SQLException {
    Part replica = stack.part("replica-1");
    replica.kill();
    update("INSERT INTO note VALUES ('missed')");

    replica.start();

    assertArrives("replica-1", "missed");
  }

  @Test
  void replica_isCopiedAnew_whenItsFilesAreLost() throws SQLException, IOException {
    update("INSERT INTO note VALUES ('copied')");
    Part replica = stack.part("replica-2");
    replica.stop();
    FileTree.delete(Path.of("target", "stack-it", "postgres", "replica-2"));

    replica.start();

    assertArrives("replica-2", "copied");
  }

  @Test
  void replica_isCopiedAnew_whenItsFilesAreBroken() throws SQLException, IOException {
    update("INSERT INTO note VALUES ('mended')");
    Part replica = stack.part("replica-2");
    replica.stop();
    FileTree.delete(Path.of("target", "stack-it", "postgres", "replica-2", "global"));

    replica.start();

    assertArrives("replica-2", "mended");
    assertThat(REPORTS).anyMatch(line -> line.contains("did not start and was copied anew"));
  }

  @Test
  void part_isReportedAsExited_whenItEndsByItself() {
    Part redis = stack.part("redis");

    Signal.KILL.send(redis.pid().orElseThrow());

    assertThat(Await.until(LIMIT, () -> redis.state() == PartState.EXITED)).isTrue();
    assertThat(redis.exitCode()).hasValue(137);
    assertThat(stack.status().ready()).isFalse();
    // Who waits for the end of the process tells of it a moment later.
    assertThat(Await.until(LIMIT, LocalStackIT::isRedisReported)).isTrue();

    redis.start();
    assertThat(stack.status().ready()).isTrue();
  }

  private static boolean isRedisReported() {
    return REPORTS.stream()
        .anyMatch(line -> line.startsWith("redis exited with code 137; its log"));
  }

  @Test
  void status_tellsAllThatATestNeeds() {
    List<PartStatus> parts = stack.status().parts();

    assertThat(parts)
        .extracting(PartStatus::name)
        .containsExactly("primary", "replica-1", "replica-2", "kafka", "redis");
    assertThat(parts).allMatch(part -> part.memoryBytes() > 1 << 20);
    assertThat(parts.getFirst().role()).isEqualTo("primary");
    assertThat(parts.get(1).user()).isEqualTo("visitor_reader");
  }

  @Test
  void error_namesTheParts_whenOneIsUnknown() {
    assertThatThrownBy(() -> stack.part("zookeeper"))
        .hasMessage(
            "no part is called zookeeper: there are primary, replica-1, replica-2, kafka, redis");
  }

  private static void assertArrives(String replica, String text) {
    assertThat(
            Await.until(
                LIMIT,
                () ->
                    "1"
                        .equals(
                            query(
                                replica, "SELECT count(*) FROM note WHERE text = '" + text + "'"))))
        .isTrue();
  }

  private static void update(String statement) throws SQLException {
    try (Connection connection = stack.connection("primary");
        Statement writer = connection.createStatement()) {
      writer.execute(statement);
    }
  }

  private static String query(String part, String query) {
    try (Connection connection = stack.connection(part);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
