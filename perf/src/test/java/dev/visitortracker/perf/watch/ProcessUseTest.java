package dev.visitortracker.perf.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessUseTest {
  @Test
  void use_countsThisProcess_andItsChildren() throws Exception {
    long self = ProcessHandle.current().pid();
    ProcessUse before = ProcessUse.of(self);

    Process child =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done").start();
    child.waitFor();
    ProcessUse after = ProcessUse.of(self);

    assertThat(before.residentInBytes()).isGreaterThan(20L << 20);
    assertThat(after.cpuSeconds() - before.cpuSeconds()).isGreaterThan(0.05);
  }

  @Test
  void use_isNothing_whenTheProcessHasEnded() throws Exception {
    Process child = new ProcessBuilder("true").start();
    child.waitFor();

    assertThat(ProcessUse.of(child.pid())).isEqualTo(ProcessUse.NONE);
  }
}
