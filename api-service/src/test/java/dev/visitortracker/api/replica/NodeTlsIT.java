package dev.visitortracker.api.replica;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.OtherApi;
import dev.visitortracker.local.tls.EncryptedDatabase;
import dev.visitortracker.local.tls.LocalCertificates;
import dev.visitortracker.local.tls.LocalCertificates.Issued;
import io.r2dbc.spi.Connection;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Reads over encrypted connections to a server that demands a certificate of its client. */
class NodeTlsIT {
  private static final String REPLICA = "replica-2";
  private static final String NOT_PROVED =
      "has a certificate of another authority or host, or does not trust ours: see replica.tls";
  private static final String READER = "visitor_reader";

  @TempDir static Path directory;

  private static EncryptedDatabase database;
  private static LocalCertificates authority;
  private static LocalCertificates stranger;
  private static Issued server;
  private static Issued client;

  @BeforeAll
  static void encrypt() {
    authority = LocalCertificates.in(directory.resolve("own"));
    stranger = LocalCertificates.in(directory.resolve("foreign"));
    server = authority.issue("server", "localhost", "127.0.0.1");
    client = authority.issue(READER);
    database = new EncryptedDatabase(STACK, REPLICA);
    database.shows(server);
    database.demands("hostssl all " + READER + " 127.0.0.1/32 cert");
  }

  @AfterAll
  static void inClearText() {
    database.close();
  }

  @AfterEach
  void showTheRightCertificate() {
    database.shows(server);
  }

  @Test
  void visits_areReadFromAServerThatBothSidesProve() {
    String[] settings =
        settings(authority.authorityCertificate(), client).entrySet().stream()
            .map(setting -> "replica." + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);

    try (OtherApi api = OtherApi.readingFrom(List.of(STACK.part(REPLICA)), settings)) {
      assertThat(api.get("/visits").header("Served-By")).isEqualTo(REPLICA);
    }
    assertThat(ask(settings(authority.authorityCertificate(), client))).isEqualTo("true");
  }

  @Test
  void node_saysWhy_whenAStrangerSignedItsCertificate() {
    assertThat(ask(settings(stranger.authorityCertificate(), client))).isEqualTo(NOT_PROVED);
  }

  @Test
  void node_saysWhy_whenItsCertificateHasExpired() {
    database.shows(authority.issueExpired("old", "localhost", "127.0.0.1"));

    assertThat(ask(settings(authority.authorityCertificate(), client)))
        .isEqualTo("has a certificate that has expired");
  }

  @Test
  void node_saysWhy_whenItsCertificateIsForAnotherHost() {
    database.shows(authority.issue("elsewhere", "elsewhere.example"));

    Map<String, String> settings = settings(authority.authorityCertificate(), client);

    assertThat(ask(settings)).isEqualTo(NOT_PROVED);
    settings.put("tls.mode", "verify-ca");
    assertThat(ask(settings)).isEqualTo("true");
  }

  @Test
  void connection_isEncrypted_whoeverTheServerIs_whenThatIsAllThatIsRequired() {
    Map<String, String> settings = settings(stranger.authorityCertificate(), client);
    settings.put("tls.mode", "require");
    settings.remove("tls.root-certificate");

    assertThat(ask(settings)).isEqualTo("true");
  }

  @Test
  void node_saysWhy_whenItDoesNotEncrypt() {
    Map<String, String> settings = settings(authority.authorityCertificate(), client);

    assertThat(ask(settings, "replica-1")).isEqualTo("takes no encryption: see replica.tls");
  }

  @Test
  void node_saysWhy_whenItDemandsACertificateAndGetsNone() {
    assertThat(ask(settings(authority.authorityCertificate(), null)))
        .isEqualTo("refuses the user or the password");
  }

  private static Map<String, String> settings(Path root, @Nullable Issued client) {
    Map<String, String> settings = new HashMap<>();
    settings.put("tls.mode", "verify-full");
    settings.put("tls.root-certificate", root.toString());
    if (client != null) {
      settings.put("tls.certificate", client.certificate().toString());
      settings.put("tls.key", client.key().toString());
    }
    return settings;
  }

  /** Whether the connection is encrypted, or what the health answer would say. */
  private static String ask(Map<String, String> settings) {
    return ask(settings, REPLICA);
  }

  private static String ask(Map<String, String> settings, String replica) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("database", STACK.databaseName());
    ReplicaSettings known = Nodes.settings(all);
    NodeConnections connections =
        new Pools(known)
            .probes(new ReplicaSettings.Node(replica, "127.0.0.1", STACK.part(replica).port(), 1));
    String[] said = new String[1];
    StepVerifier.create(
            connections
                .with(NodeTlsIT::isEncrypted)
                .map(String::valueOf)
                .onErrorResume(error -> Mono.just(ReadFailure.words(error))))
        .consumeNextWith(answer -> said[0] = answer)
        .verifyComplete();
    StepVerifier.create(connections.close()).verifyComplete();
    return said[0];
  }

  private static Mono<Boolean> isEncrypted(Connection connection) {
    return Flux.from(
            connection
                .createStatement("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                .execute())
        .concatMap(result -> result.map((row, metadata) -> row.get(0, Boolean.class)), 1)
        .single();
  }
}
