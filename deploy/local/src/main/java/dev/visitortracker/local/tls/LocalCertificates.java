package dev.visitortracker.local.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One certificate authority and what it issues, for this machine only: its key lies in the same
 * directory, which its owner alone can read. The JDK's keytool signs.
 */
public final class LocalCertificates {
  private static final String AUTHORITY = "ca";
  private static final String STORE_PASSWORD = "one-machine";
  private static final int DAYS = 365;
  private static final long KEYTOOL_SECONDS = 30;

  private final Path directory;

  private LocalCertificates(Path directory) {
    this.directory = directory;
  }

  /** The authority that the directory holds; makes both where there is none yet. */
  public static LocalCertificates in(Path directory) {
    var certificates = new LocalCertificates(directory);
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (!Files.exists(certificates.authorityCertificate())) {
        certificates.generate(
            AUTHORITY, DAYS, "now", List.of("-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign"));
        certificates.writeCertificate(AUTHORITY);
      }
      return certificates;
    } catch (IOException | GeneralSecurityException e) {
      throw new StackException("cannot make certificates in " + directory + ": " + e, e);
    }
  }

  /** What clients trust: the authority's certificate as PEM. */
  public Path authorityCertificate() {
    return certificate(AUTHORITY);
  }

  /**
   * A certificate for a server or client with these host names and IPv4 addresses; the one that the
   * directory has under that name where there is one.
   */
  public Issued issue(String name, String... hosts) {
    return issue(name, DAYS, "now", hosts);
  }

  /** A certificate like those of {@link #issue(String, String...)}, but its time is over. */
  public Issued issueExpired(String name, String... hosts) {
    return issue(name, 1, "-2d", hosts);
  }

  private Issued issue(String name, int days, String start, String... hosts) {
    String names =
        Stream.of(hosts).map(LocalCertificates::alternative).collect(Collectors.joining(","));
    var options = new ArrayList<>(List.of("-signer", AUTHORITY));
    if (hosts.length > 0) {
      options.addAll(List.of("-ext", "san=" + names));
    }
    try {
      if (!Files.exists(certificate(name))) {
        generate(name, days, start, options);
        writeKey(name);
        writeCertificate(name);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new StackException("cannot issue the certificate " + name + ": " + e, e);
    }
    return new Issued(certificate(name), key(name), authorityCertificate());
  }

  private static String alternative(String host) {
    return (host.matches("[0-9.]+") ? "ip:" : "dns:") + host;
  }

  private void generate(String name, int days, String start, List<String> options)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name + ", O=Visitor Tracker on one machine",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                String.valueOf(days),
                "-storetype",
                "PKCS12",
                "-keystore",
                store().toString(),
                "-storepass",
                STORE_PASSWORD));
    if (!start.equals("now")) {
      command.addAll(List.of("-startdate", start));
    }
    command.addAll(options);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII).strip();
    if (!waitFor(keytool) || keytool.exitValue() != 0) {
      keytool.destroyForcibly();
      throw new StackException("keytool failed: " + said);
    }
    // It makes the store as readable as any file; the authority's key is in it.
    Files.setPosixFilePermissions(store(), PosixFilePermissions.fromString("rw-------"));
  }

  private static boolean waitFor(Process keytool) {
    try {
      return keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void writeCertificate(String name) throws IOException, GeneralSecurityException {
    write(certificate(name), "CERTIFICATE", open().getCertificate(name).getEncoded());
  }

  private void writeKey(String name) throws IOException, GeneralSecurityException {
    byte[] key = open().getKey(name, STORE_PASSWORD.toCharArray()).getEncoded();
    write(key(name), "PRIVATE KEY", key);
  }

  private KeyStore open() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store().toFile(), STORE_PASSWORD.toCharArray());
  }

  /** Readable by its owner alone: PostgreSQL refuses a key that others can read. */
  private static void write(Path file, String kind, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, body, kind), US_ASCII);
  }

  private Path store() {
    return directory.resolve("authority.p12");
  }

  private Path certificate(String name) {
    return directory.resolve(name + ".crt.pem");
  }

  private Path key(String name) {
    return directory.resolve(name + ".key.pem");
  }

  /** PEM files: a certificate, its key (PKCS#8, not encrypted) and the authority's certificate. */
  public record Issued(Path certificate, Path key, Path authority) {}
}
