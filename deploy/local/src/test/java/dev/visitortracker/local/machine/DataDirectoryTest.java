package dev.visitortracker.local.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temporary;

  @Test
  void open_isRefusedNamingTheHolder_whenInUse() {
    Path root = temporary.resolve("data");

    try (var _ = DataDirectory.open(root, false)) {
      assertThatThrownBy(() -> DataDirectory.open(root, true))
          .isInstanceOf(StackException.class)
          .hasMessageContaining(root + " is in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void open_isRefused_whenAnotherProcessHoldsIt() throws IOException, InterruptedException {
    Path root = temporary.resolve("data");
    String said;
    try (var _ = DataDirectory.open(root, false)) {
      // A second attempt here must not give up the lock that the first holds.
      assertThatThrownBy(() -> DataDirectory.open(root, false));

      said = openInAnotherProcess(root);
    }

    assertThat(said).contains("is in use by process " + ProcessHandle.current().pid());
  }

  @Test
  void open_succeeds_whenTheHolderHasClosed() {
    Path root = temporary.resolve("data");
    DataDirectory.open(root, false).close();

    try (var again = DataDirectory.open(root, false)) {
      assertThat(again.root()).isEqualTo(root);
    }
  }

  @Test
  void open_isRefusedAndNothingIsLost_whenTheDirectoryIsNotOurs() throws IOException {
    Path foreign = Files.writeString(temporary.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> DataDirectory.open(temporary, true))
        .hasMessageContaining("holds other files");

    assertThat(foreign).hasContent("years of work");
  }

  @Test
  void data_isKeptOrWiped_asAskedFor() throws IOException {
    Path root = temporary.resolve("data");
    Path kept;
    try (var first = DataDirectory.open(root, false)) {
      kept = Files.writeString(first.redis().resolve("appendonly.aof"), "visits");
    }

    DataDirectory.open(root, false).close();
    assertThat(kept).exists();

    DataDirectory.open(root, true).close();
    assertThat(kept).doesNotExist();
  }

  @Test
  void logs_areKeptOnce_whenANewRunBegins() throws IOException {
    Path root = temporary.resolve("data");
    Path log;
    try (var first = DataDirectory.open(root, false)) {
      log = Files.writeString(first.log("kafka"), "first run");
    }

    DataDirectory.open(root, false).close();

    assertThat(log).doesNotExist();
    assertThat(log.resolveSibling("kafka.log.previous")).hasContent("first run");
  }

  @Test
  void leftover_isEnded_whenTheRunThatStartedItWasKilled() {
    Path root = temporary.resolve("data");
    Child child;
    try (var killed = DataDirectory.open(root, false)) {
      child = Child.launch("redis", List.of("sleep", "600"), Signal.TERM, killed);
    }

    DataDirectory.open(root, false).close();

    assertThat(child.awaitExit(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void pausedLeftover_isEnded_whenTheRunThatPausedItWasKilled() {
    Path root = temporary.resolve("data");
    Child child;
    try (var killed = DataDirectory.open(root, false)) {
      child = Child.launch("redis", List.of("sleep", "600"), Signal.TERM, killed);
      child.tree().pause();
    }

    DataDirectory.open(root, false).close();

    assertThat(child.awaitExit(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void process_isLeftAlone_whenItOnlyHasTheIdOfOneOfOurs() throws IOException {
    Path root = temporary.resolve("data");
    Process foreign = new ProcessBuilder("sleep", "600").start();
    try {
      try (var killed = DataDirectory.open(root, false)) {
        new Leftover(new ProcessIdentity(foreign.pid(), 1), Signal.KILL)
            .write(Leftover.file(killed.run(), "redis"));
      }

      DataDirectory.open(root, false).close();

      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
    }
  }

  private static String openInAnotherProcess(Path root) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Jvm.executable(),
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** The other process. */
  static final class Opener {
    public static void main(String[] arguments) {
      DataDirectory.open(Path.of(arguments[0]), false).close();
    }
  }
}
