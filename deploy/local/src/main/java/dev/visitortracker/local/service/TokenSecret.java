package dev.visitortracker.local.service;

import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The secret with which every API of the stack signs its tokens: made once and kept beside the
 * data, so that a token outlives the API that gave it.
 *
 * @param file readable by its owner alone; holds a flag for the JVM, which takes its name only, so
 *     that the secret does not stand in the list of processes
 */
public record TokenSecret(Path file) {
  private static final int BYTES = 32;

  /** Flags for the JVM of an API; makes the secret where there is none yet. */
  public List<String> jvmFlags() {
    try {
      if (!Files.exists(file)) {
        make();
      }
      return List.of("@" + file);
    } catch (IOException e) {
      throw new StackException("cannot make the secret " + file + ": " + e, e);
    }
  }

  private void make() throws IOException {
    var secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    String flag = "-Dvisitor-tracker.token.secret=" + HexFormat.of().formatHex(secret) + "\n";
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      channel.write(ByteBuffer.wrap(flag.getBytes(StandardCharsets.US_ASCII)));
    }
  }
}
