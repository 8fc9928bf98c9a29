package dev.visitortracker.worker.primary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.local.tls.EncryptedDatabase;
import dev.visitortracker.local.tls.LocalCertificates;
import dev.visitortracker.local.tls.LocalCertificates.Issued;
import dev.visitortracker.worker.CommandRun;
import dev.visitortracker.worker.Fixture;
import dev.visitortracker.worker.schema.Migration;
import dev.visitortracker.worker.telemetry.Condition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Writes over encrypted connections, with a certificate or with a password in a file. */
class DatabaseTlsIT {
  private static final String WITH_CERTIFICATE = "tls_certificate";
  private static final String WITH_PASSWORD = "tls_password";

  @TempDir static Path directory;

  private static EncryptedDatabase database;
  private static Path root;
  private static Path foreignRoot;
  private static Issued client;

  @BeforeAll
  static void encrypt() throws Exception {
    LocalCertificates authority = LocalCertificates.in(directory.resolve("own"));
    root = authority.authorityCertificate();
    foreignRoot = LocalCertificates.in(directory.resolve("foreign")).authorityCertificate();
    client = authority.issue(WITH_CERTIFICATE);
    database = new EncryptedDatabase(Fixture.stack(), "primary");
    database.shows(authority.issue("server", "localhost", "127.0.0.1"));
    asSuperuser("CREATE ROLE " + WITH_CERTIFICATE + " LOGIN SUPERUSER");
    asSuperuser("CREATE ROLE " + WITH_PASSWORD + " LOGIN PASSWORD 'first'");
    database.demands("host all " + WITH_CERTIFICATE + "," + WITH_PASSWORD + " all reject");
    database.demands("hostssl all " + WITH_CERTIFICATE + " 127.0.0.1/32 cert");
    database.demands("hostssl all " + WITH_PASSWORD + " 127.0.0.1/32 scram-sha-256");
  }

  @AfterAll
  static void inClearText() {
    database.close();
  }

  @Test
  void workerAndMigration_connect_whenBothSidesProveThemselves() throws Exception {
    DatabaseSettings settings = withCertificate("127.0.0.1", root);

    new Migration(settings).run();

    assertThat(condition(settings)).isNull();
  }

  @Test
  void password_isReadFromItsFileAgain_whenItWasChanged() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "first\n");
    DatabaseSettings settings = withPassword(file);
    assertThat(condition(settings)).isNull();

    asSuperuser("ALTER ROLE " + WITH_PASSWORD + " PASSWORD 'second'");
    assertThat(condition(settings)).isEqualTo(Condition.NOT_ALLOWED);
    Files.writeString(file, "second\n");

    assertThat(condition(settings)).isNull();
  }

  @Test
  void worker_saysThatTheServerIsNotTrusted_whenAStrangerSignedItsCertificate() {
    assertThat(condition(withCertificate("127.0.0.1", foreignRoot)))
        .isEqualTo(Condition.NOT_TRUSTED);
  }

  @Test
  void worker_isRefused_whenItDoesNotEncrypt() {
    DatabaseSettings settings =
        settings(
            "127.0.0.1",
            WITH_CERTIFICATE,
            null,
            new DatabaseTls(DatabaseTls.Mode.DISABLE, null, null, null));

    assertThat(condition(settings)).isEqualTo(Condition.NOT_ALLOWED);
  }

  @Test
  void command_tellsInOneLine_whenTheServerIsNotTrusted() {
    CommandRun audit =
        CommandRun.of(
            "audit",
            "--visitor-tracker.database.hosts=127.0.0.1:" + Fixture.stack().primary().port(),
            "--visitor-tracker.database.tls.mode=verify-full",
            "--visitor-tracker.database.tls.root-certificate=" + foreignRoot,
            "--visitor-tracker.kafka.bootstrap-servers=" + Fixture.stack().kafkaBootstrapServers());

    assertThat(audit.exitCode()).isEqualTo(3);
    assertThat(audit.err()).contains("see database.tls").hasLineCount(1);
  }

  /** Why a new connection cannot be used, or null where it can. */
  private static @Nullable Condition condition(DatabaseSettings settings) {
    try (var database = new PrimaryDatabase(settings, "test", 1)) {
      Condition[] condition = new Condition[1];
      StepVerifier.create(
              database
                  .ping()
                  .then()
                  .onErrorResume(
                      error -> {
                        condition[0] = SqlState.condition(error);
                        return Mono.empty();
                      }))
          .verifyComplete();
      return condition[0];
    }
  }

  private static DatabaseSettings withCertificate(String host, Path root) {
    return settings(
        host,
        WITH_CERTIFICATE,
        null,
        new DatabaseTls(DatabaseTls.Mode.VERIFY_FULL, root, client.certificate(), client.key()));
  }

  private static DatabaseSettings withPassword(Path file) {
    return settings(
        "127.0.0.1",
        WITH_PASSWORD,
        file,
        new DatabaseTls(DatabaseTls.Mode.VERIFY_FULL, root, null, null));
  }

  private static DatabaseSettings settings(
      String host, String user, @Nullable Path passwordFile, DatabaseTls tls) {
    return new DatabaseSettings(
        List.of(host + ":" + Fixture.stack().primary().port()),
        Fixture.stack().databaseName(),
        user,
        "",
        passwordFile,
        tls,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10));
  }

  private static void asSuperuser(String sql) throws Exception {
    try (Connection connection = Fixture.stack().connection("primary", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
