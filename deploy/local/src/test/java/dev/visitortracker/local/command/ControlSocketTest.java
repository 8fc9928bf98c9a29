package dev.visitortracker.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
  @TempDir Path temporary;

  @Test
  void socket_isInTheDataDirectory_whenItsPathFits() throws IOException {
    var socket = new ControlSocket(dataDirectory("data"));

    assertThat(socket.toOpen()).isEqualTo(temporary.resolve("data/run/ctl.sock"));
    assertThat(socket.toConnect()).isEqualTo(socket.toOpen());
  }

  @Test
  void socket_isFoundElsewhere_whenItsPathIsTooLong() throws IOException {
    var socket = new ControlSocket(dataDirectory("d".repeat(120)));

    Path opened = socket.toOpen();

    assertThat(opened.toString()).hasSizeLessThan(100);
    assertThat(socket.toConnect()).isEqualTo(opened);
  }

  private Path dataDirectory(String name) throws IOException {
    Path directory = temporary.resolve(name);
    Files.createDirectories(directory.resolve("run"));
    return directory;
  }
}
