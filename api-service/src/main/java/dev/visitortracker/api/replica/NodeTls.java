package dev.visitortracker.api.replica;

import io.netty.handler.ssl.SslContextBuilder;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.client.SSLMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How connections to the databases are encrypted, {@code replica.tls}. The files are PEM and are
 * read again for every new connection, so a certificate is renewed by replacing its files.
 *
 * @param mode what is checked of the server
 * @param rootCertificate who must have signed the server's certificate; null: an authority that the
 *     JDK knows
 * @param certificate of this client; null: it shows none
 * @param key of that certificate, PKCS#8 without a password
 */
public record NodeTls(
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

  public NodeTls {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "replica.tls.certificate and replica.tls.key must be given together");
    }
    if (mode == Mode.DISABLE && !(rootCertificate == null && certificate == null)) {
      throw new IllegalArgumentException(
          "replica.tls.mode must be require, verify-ca or verify-full where certificates are"
              + " given");
    }
    Stream.of(rootCertificate, certificate, key).forEach(NodeTls::mustBeReadable);
  }

  /** Sets the encryption of new connections. */
  void configure(PostgresqlConnectionConfiguration.Builder connection) {
    connection.sslMode(mode.driver).sslContextBuilderCustomizer(this::withFiles);
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
      throw new IllegalArgumentException("replica.tls: the file '" + file + "' cannot be read");
    }
  }
}
