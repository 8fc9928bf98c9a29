package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is refused before anything is sent. */
final class AttackTest {
  @TempDir Path results;

  @Test
  void call_isRefused_whenTheTargetIsAnotherMachine() {
    assertRefused("wrk baseline --target http://192.0.2.7:8080", "--allow-host");
  }

  @Test
  void call_isRefused_whenItIsWithoutBounds() {
    assertRefused("wrk baseline --rate 1000000", "at most 50000 requests/s");
    assertRefused("wrk baseline --rate 0", "not above 0");
    assertRefused("wrk baseline --duration 25h", "at most 86400 s");
    assertRefused("wrk baseline --generators 33", "1 to 32 generators");
  }

  @Test
  void call_isRefused_whenANameIsUnknown() {
    assertRefused("siege baseline", "vegeta, k6, wrk, wrk2, gatling, locust");
    assertRefused("", "there is no tool");
    assertRefused("wrk flood", "baseline, endurance, soak, spike, stages, stress");
    assertRefused("wrk baseline --scenario all", "abuse, batches, mixed, reads, single");
  }

  @Test
  void call_isRefused_whenAStepIsTooShortForTheTool() {
    assertRefused("wrk2 baseline --duration 10s", "steps of at least 15 s");
    assertRefused("wrk spike --duration 20s", "step 2-x5 has 0.5 of a constant rate");
    assertRefused("gatling stress --duration 5s", "is shorter than a second");
  }

  @Test
  void call_isRefused_whenAPartCannotBeJoinedWithOthers() {
    assertRefused("wrk baseline --part 1/2", "--part needs --site and --start-at");
    assertRefused("wrk baseline --part 3/2", "there is no part 3/2");
  }

  private void assertRefused(String arguments, String because) {
    StringWriter said = new StringWriter();
    CommandLine attack = Attack.commandLine().setErr(new PrintWriter(said));

    int exitCode = attack.execute((arguments + " --results " + results).trim().split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(said.toString()).contains(because);
  }
}
