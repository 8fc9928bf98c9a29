package dev.visitortracker.worker.primary;

import io.netty.handler.ssl.SslContextBuilder;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.client.SSLMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How connections to PostgreSQL are encrypted, {@code database.tls}. The files are PEM and are read
 * again for every new connection, so a certificate is renewed by replacing its files.
 *
 * @param mode what is checked of the server
 * @param rootCertificate who must have signed the server's certificate; null: an authority that the
 *     JDK knows
 * @param certificate of this client; null: it shows none
 * @param key of that certificate, PKCS#8 without a password
 */
public record DatabaseTls(
    @DefaultValue("disable") Mode mode,
    @Nullable Path rootCertificate,
    @Nullable Path certificate,
    @Nullable Path key) {

  /** The modes of libpq that say what they do. */
  public enum Mode {
    /** No encryption. */
    DISABLE(SSLMode.DISABLE),
    /** Encryption; the server may be anybody unless a root certificate is given. */
    REQUIRE(SSLMode.REQUIRE),
    /** The server's certificate must be signed by the authority. */
    VERIFY_CA(SSLMode.VERIFY_CA),
    /** It must also be for the host name that was asked for. */
    VERIFY_FULL(SSLMode.VERIFY_FULL);

    private final SSLMode driver;

    Mode(SSLMode driver) {
      this.driver = driver;
    }
  }

  public DatabaseTls {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "database.tls.certificate and database.tls.key must be given together");
    }
    if (mode == Mode.DISABLE && !(rootCertificate == null && certificate == null)) {
      throw new IllegalArgumentException(
          "database.tls.mode must be require, verify-ca or verify-full where certificates are"
              + " given");
    }
    Stream.of(rootCertificate, certificate, key).forEach(DatabaseTls::mustBeReadable);
  }

  /** Sets the encryption of new connections. */
  void configure(PostgresqlConnectionConfiguration.Builder connection) {
    connection.sslMode(mode.driver).sslContextBuilderCustomizer(this::withFiles);
  }

  /** The same for JDBC. */
  void addTo(Properties jdbc) {
    jdbc.setProperty("sslmode", mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (rootCertificate != null) {
      jdbc.setProperty("sslrootcert", rootCertificate.toString());
    } else if (mode == Mode.VERIFY_CA || mode == Mode.VERIFY_FULL) {
      jdbc.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    if (certificate != null && key != null) {
      jdbc.setProperty("sslcert", certificate.toString());
      jdbc.setProperty("sslkey", key.toString());
      jdbc.setProperty("pemKeyAlgorithm", keyAlgorithm(certificate));
    }
  }

  /** JDBC's driver takes every key for one of RSA unless it is told. */
  private static String keyAlgorithm(Path certificate) {
    try (InputStream pem = Files.newInputStream(certificate)) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(pem)
          .getPublicKey()
          .getAlgorithm();
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException("database.tls.certificate holds no certificate", e);
    }
  }

  private SslContextBuilder withFiles(SslContextBuilder context) {
    if (mode != Mode.VERIFY_FULL) {
      // Netty 4.2 compares the host name unless it is told not to.
      context.endpointIdentificationAlgorithm(null);
    }
    if (rootCertificate != null) {
      context.trustManager(rootCertificate.toFile());
    }
    if (certificate != null && key != null) {
      context.keyManager(certificate.toFile(), key.toFile());
    }
    return context;
  }

  private static void mustBeReadable(@Nullable Path file) {
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException("database.tls: the file '" + file + "' cannot be read");
    }
  }
}
