package dev.visitortracker.local.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCertificatesTest {
  @TempDir Path directory;

  @Test
  void certificate_isSignedForItsHosts_whenIssued() throws Exception {
    var issued =
        LocalCertificates.in(directory.resolve("tls")).issue("broker", "localhost", "127.0.0.1");

    X509Certificate certificate = read(issued.certificate());
    assertThatCode(() -> certificate.verify(read(issued.authority()).getPublicKey()))
        .doesNotThrowAnyException();
    assertThat(certificate.getSubjectAlternativeNames())
        .map(name -> name.get(1).toString())
        .containsExactlyInAnyOrder("localhost", "127.0.0.1");
    assertThat(issued.key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(issued.key())))
        .isEqualTo("rw-------");
  }

  @Test
  void certificate_isOver_whenIssuedExpired() throws Exception {
    var issued = LocalCertificates.in(directory.resolve("tls")).issueExpired("old", "localhost");

    X509Certificate certificate = read(issued.certificate());
    assertThatThrownBy(certificate::checkValidity).isInstanceOf(CertificateExpiredException.class);
  }

  @Test
  void certificate_isForeign_whenAnotherAuthorityIssuedIt() throws Exception {
    var own = LocalCertificates.in(directory.resolve("own"));
    var foreign = LocalCertificates.in(directory.resolve("foreign")).issue("broker", "localhost");

    X509Certificate certificate = read(foreign.certificate());
    var key = read(own.authorityCertificate()).getPublicKey();
    assertThatThrownBy(() -> certificate.verify(key)).isInstanceOf(SignatureException.class);
  }

  private static X509Certificate read(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
