package dev.visitortracker.local.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.machine.Jvm;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSecretTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("token-secret.options");
  }

  @Test
  void secret_isMadeForItsOwnerAlone_whenThereIsNone() throws IOException {
    assertThat(new TokenSecret(file).jvmFlags()).containsExactly("@" + file);

    assertThat(Files.readString(file)).matches("-Dvisitor-tracker\\.token\\.secret=[0-9a-f]{64}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void secret_isTheSame_whenItIsAskedForAgain() throws IOException {
    new TokenSecret(file).jvmFlags();
    String first = Files.readString(file);

    new TokenSecret(file).jvmFlags();

    assertThat(Files.readString(file)).isEqualTo(first);
  }

  @Test
  void secret_differs_betweenStacks() throws IOException {
    Path other = directory.resolve("other.options");

    new TokenSecret(file).jvmFlags();
    new TokenSecret(other).jvmFlags();

    assertThat(Files.readString(other)).isNotEqualTo(Files.readString(file));
  }

  @Test
  void error_namesTheFile_whenItCannotBeMade() {
    var secret = new TokenSecret(directory.resolve("missing").resolve("secret"));

    assertThatThrownBy(secret::jvmFlags)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("cannot make the secret " + directory.resolve("missing"));
  }

  @Test
  void jvm_takesTheSecretFromTheFile_andItsCommandLineDoesNotShowIt() throws IOException {
    String flag = new TokenSecret(file).jvmFlags().getFirst();
    Process jvm =
        new ProcessBuilder(Jvm.executable(), flag, "-XshowSettings:properties", "-version")
            .redirectErrorStream(true)
            .start();

    String printed = new String(jvm.getInputStream().readAllBytes(), UTF_8);

    String secret = Files.readString(file).strip().replaceFirst(".*=", "");
    assertThat(printed).contains("visitor-tracker.token.secret = " + secret);
    assertThat(flag).doesNotContain(secret);
  }
}
