package dev.visitortracker.local.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the control socket of a data directory is. */
record ControlSocket(Path dataDirectory) {
  /** sockaddr_un holds 108 bytes with the closing zero. */
  private static final int MAX_PATH_BYTES = 100;

  /** The socket that a stack is to open; its directory belongs to this user alone. */
  Path toOpen() throws IOException {
    Path socket = run().resolve("ctl.sock");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES) {
      Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwx------"));
      return socket;
    }
    Path elsewhere = Files.createTempDirectory("visitor-tracker-").resolve("ctl.sock");
    Files.writeString(pointer(), elsewhere.toString());
    return elsewhere;
  }

  /** The socket of the stack that runs on the directory, if one does. */
  Path toConnect() throws IOException {
    return Files.exists(pointer())
        ? Path.of(Files.readString(pointer()))
        : run().resolve("ctl.sock");
  }

  private Path run() {
    return dataDirectory.resolve("run");
  }

  private Path pointer() {
    return run().resolve("ctl.sock.path");
  }
}
