package dev.visitortracker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.machine.ProcessIdentity;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartIT {
  private static final StackSettings SETTINGS =
      StackSettings.infrastructure(Path.of("target", "restart-it")).withReplicas(1);

  @Test
  void restart_keepsDataAndPorts_andCloseLeavesNoProcess() throws SQLException {
    List<ProcessIdentity> processes;
    List<Integer> ports;
    try (var stack = LocalStack.start(SETTINGS.withFresh(true));
        var connection = stack.connection("primary")) {
      connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
      processes =
          stack.parts().stream()
              .map(part -> ProcessIdentity.of(part.pid().orElseThrow()).orElseThrow())
              .toList();
      ports = stack.parts().stream().map(Part::port).toList();
      assertThatThrownBy(() -> LocalStack.start(SETTINGS)).hasMessageContaining("is in use");
    }
    assertThat(processes).noneMatch(ProcessIdentity::isAlive);

    try (var stack = LocalStack.start(SETTINGS);
        var connection = stack.connection("replica-1");
        var rows = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
      assertThat(stack.parts()).extracting(Part::port).isEqualTo(ports);
    }
  }
}
