package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a {@code ctl} that only ends as it is told, and counts the audits. */
final class LocalAuditTest {
  private static final Path STACK = Path.of("stack");

  @TempDir Path home;

  @Test
  void findings_areNone_whenTheAuditAddsUp() throws Exception {
    assertThat(findings(0, 0)).isEmpty();
    assertThat(audits()).isEqualTo(1);
  }

  @Test
  void findings_areNone_whenNoStackRuns() throws Exception {
    assertThat(findings(2, 2)).isEmpty();
    assertThat(audits()).isZero();
  }

  @Test
  void findings_nameTheExitCode_whenAnythingElseComesOut() throws Exception {
    assertThat(findings(0, 1)).containsExactly("the audit ended with 1");
    assertThat(findings(0, 2)).containsExactly("the audit ended with 2");
  }

  @Test
  void findings_sayThatNobodyLooked_whenThreeAuditsReachedNothing() throws Exception {
    assertThat(findings(0, 3)).containsExactly("the audit could not be done");
    assertThat(audits()).isEqualTo(3);
  }

  private List<String> findings(int status, int audit) throws Exception {
    Path ctl = Files.createDirectories(home.resolve("deploy/local")).resolve("ctl");
    Files.writeString(
        ctl,
        """
        #!/bin/sh
        [ "$1" = --data=stack ] || exit 9
        [ "$2" = status ] && exit %d
        echo audit >> "%s"
        exit %d
        """
            .formatted(status, home.resolve("audits"), audit));
    Files.setPosixFilePermissions(ctl, PosixFilePermissions.fromString("rwx------"));
    return new LocalAudit(home, STACK).findings();
  }

  private int audits() throws IOException {
    Path audits = home.resolve("audits");
    return Files.exists(audits) ? Files.readAllLines(audits).size() : 0;
  }
}
