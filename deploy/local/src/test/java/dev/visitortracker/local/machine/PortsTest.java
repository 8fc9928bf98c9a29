package dev.visitortracker.local.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("ports.properties");
  }

  @Test
  void port_isTheSame_whenStillFreeInTheNextRun() {
    int first = new Ports(file).free("redis");

    assertThat(new Ports(file).free("redis")).isEqualTo(first);
  }

  @Test
  void port_isAnother_whenTakenInTheNextRun() throws IOException {
    int first = new Ports(file).free("redis");

    try (var taken = new ServerSocket()) {
      taken.bind(Host.address(first));

      assertThat(new Ports(file).free("redis")).isNotEqualTo(first);
    }
  }

  @Test
  void port_isOutsideTheRangeOfOutgoingConnections_whenChosen() {
    assertThat(new Ports(file).free("kafka")).isBetween(20_000, 29_999);
  }

  @Test
  void ports_differ_whenNothingListensYet() {
    var ports = new Ports(file);

    assertThat(ports.free("kafka")).isNotEqualTo(ports.free("redis"));
  }

  @Test
  void error_namesPortAndOption_whenTheRequiredPortIsTaken() throws IOException {
    try (var taken = new ServerSocket()) {
      taken.bind(Host.address(0));
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> Ports.required(port, "--api-port"))
          .isInstanceOf(StackException.class)
          .hasMessage("port " + port + " is taken: give another with --api-port");
    }
  }
}
