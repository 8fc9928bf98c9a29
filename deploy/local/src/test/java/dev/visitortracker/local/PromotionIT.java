package dev.visitortracker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.machine.Await;
import dev.visitortracker.local.machine.StackException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each test promotes once more, on the servers as the test before left them. */
class PromotionIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final StackSettings SETTINGS =
      StackSettings.infrastructure(Path.of("target", "promotion-it"));
  private static LocalStack stack;

  @BeforeAll
  static void start() throws SQLException {
    stack = LocalStack.start(SETTINGS.withFresh(true));
    update("CREATE TABLE note (text text PRIMARY KEY)");
  }

  @AfterAll
  static void close() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void others_followAndTheOldPrimaryJoins_whenAReplicaIsPromoted() throws SQLException {
    Part old = stack.primary();
    Part candidate = stack.replicas().getFirst();
    long follower = stack.replicas().getLast().pid().orElseThrow();
    update("INSERT INTO note VALUES ('before ' || '%s')".formatted(candidate.name()));

    stack.promote(candidate.name());

    update("INSERT INTO note VALUES ('after ' || '%s')".formatted(candidate.name()));
    assertThat(stack.primary()).isEqualTo(candidate);
    assertThat(stack.replicas()).contains(old).doesNotContain(candidate);
    assertThat(stack.replicas()).allMatch(PromotionIT::isInRecovery);
    assertThat(isInRecovery(candidate)).isFalse();
    assertThat(stack.parts())
        .as("the other replica was not restarted")
        .anyMatch(part -> part.pid().orElse(0) == follower);
    assertThat(stack.replicas()).allMatch(PromotionIT::hasEveryNote);
    assertThat(stack.status().ready()).isTrue();
  }

  @Test
  void killedPrimary_joinsAsAReplica_whenItIsStartedAfterThePromotion() throws SQLException {
    Part old = stack.primary();
    String candidate = stack.replicas().getFirst().name();
    old.kill();

    stack.promote(candidate);

    assertThat(old.state()).isEqualTo(PartState.KILLED);
    update("INSERT INTO note VALUES ('without ' || '%s')".formatted(old.name()));
    old.start();
    assertThat(isInRecovery(old)).isTrue();
    assertThat(hasEveryNote(old)).isTrue();
  }

  @Test
  void pausedPrimary_isEnded_andTwoServersNeverTakeWrites() {
    Part old = stack.primary();
    old.pause();

    stack.promote(stack.replicas().getFirst().name());

    assertThat(old.state()).isEqualTo(PartState.KILLED);
    old.start();
    assertThat(isInRecovery(old)).isTrue();
  }

  @Test
  void replica_isCopied_whenItCouldNotSeeThePromotion() {
    Part candidate = stack.replicas().getFirst();
    Part absent = stack.replicas().getLast();
    absent.kill();

    stack.promote(candidate.name());
    absent.start();

    assertThat(isInRecovery(absent)).isTrue();
    assertThat(hasEveryNote(absent)).isTrue();
  }

  @Test
  void primary_isStillTheSame_whenTheStackIsRestarted() {
    String promoted = stack.replicas().getFirst().name();
    stack.promote(promoted);
    stack.close();

    stack = LocalStack.start(SETTINGS);

    assertThat(stack.primary().name()).isEqualTo(promoted);
    assertThat(stack.replicas()).allMatch(PromotionIT::isInRecovery);
    assertThat(stack.replicas()).allMatch(PromotionIT::hasEveryNote);
  }

  @Test
  void promotion_isRefused_whenTheReplicaDoesNotRun() {
    Part replica = stack.replicas().getFirst();
    Part primary = stack.primary();
    replica.kill();

    assertThatThrownBy(() -> stack.promote(replica.name()))
        .isInstanceOf(StackException.class)
        .hasMessage("cannot promote " + replica.name() + ": it is killed");

    assertThat(stack.primary()).isEqualTo(primary);
    assertThat(primary.state()).isEqualTo(PartState.RUNNING);
    replica.start();
  }

  private static boolean isInRecovery(Part part) {
    return query(part, "SELECT pg_is_in_recovery()").equals("t");
  }

  private static boolean hasEveryNote(Part part) {
    String all = "SELECT string_agg(text, ',' ORDER BY text) FROM note";
    String expected = query(stack.primary(), all);
    return Await.until(LIMIT, () -> query(part, all).equals(expected));
  }

  private static void update(String statement) throws SQLException {
    try (Connection connection = stack.connection(stack.primary().name());
        Statement writer = connection.createStatement()) {
      writer.execute(statement);
    }
  }

  private static String query(Part part, String query) {
    try (Connection connection = stack.connection(part.name());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
