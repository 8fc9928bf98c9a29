package dev.visitortracker.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.local.StackSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code up} makes of the output of Maven. */
class BuildProgressTest {

  @Test
  void module_isNamedWithItsNumber_whenItsBuildBegins() throws Exception {
    assertThat(
            progress(
                0,
                "[INFO] Reactor Build Order:",
                "[INFO] Building Visitor Tracker: event model 0.2.0                [2/5]",
                "[INFO] --------------------------------[ jar ]---------------------------------",
                "[INFO] Building jar: event-model-0.2.0.jar"))
        .containsExactly("  module 2 of 5: Visitor Tracker: event model 0.2.0");
  }

  @Test
  void downloads_areCounted_whenMavenFetchesFiles() throws Exception {
    String file = "[INFO] Downloaded from central: https://repo.example/a.jar (12 kB at 99 kB/s)";

    assertThat(progress(0, file, file))
        .containsExactly("  1 files downloaded", "  2 files downloaded");
  }

  @Test
  void downloads_areSaidBeforeTheNextModule_whenTheyCameFasterThanTheInterval() throws Exception {
    String file = "Downloaded from central: https://repo.example/a.jar (12 kB at 99 kB/s)";

    assertThat(progress(600, file, file, "[INFO] Building ingest-worker 0.2.0 [4/5]"))
        .containsExactly("  2 files downloaded", "  module 4 of 5: ingest-worker 0.2.0");
  }

  @Test
  void error_isPassedOn_andWarningsAreNot() throws Exception {
    assertThat(progress(0, "[ERROR] COMPILATION ERROR : ", "[WARNING] a warning"))
        .containsExactly("[ERROR] COMPILATION ERROR : ");
  }

  private static List<String> progress(int intervalInSeconds, String... lines)
      throws IOException, InterruptedException {
    var script =
        new ProcessBuilder(
            StackSettings.projectHome().resolve("deploy/local/.progress.sh").toString());
    script.environment().put("PROGRESS_SECONDS", Integer.toString(intervalInSeconds));
    Process process = script.redirectErrorStream(true).start();
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(String.join("\n", lines) + "\n");
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed.lines().toList();
  }
}
