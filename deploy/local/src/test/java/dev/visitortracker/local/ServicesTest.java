package dev.visitortracker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.DataDirectory;
import dev.visitortracker.local.machine.Ports;
import dev.visitortracker.local.machine.StackException;
import dev.visitortracker.local.postgres.DatabaseCluster;
import dev.visitortracker.local.postgres.Postgres;
import dev.visitortracker.local.service.Service;
import dev.visitortracker.local.service.ServiceJar;
import dev.visitortracker.local.service.TokenSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
  private static final String API = "api-service/target/api-service.jar";

  @TempDir Path home;

  @Test
  void worker_getsPrimaryAndKafka_andOwnOptionsLast() throws IOException {
    layJars();
    var options =
        new ServiceOptions(2, List.of("-Xmx400m"), List.of("--visitor-tracker.write.rows=7"));

    Service second = services(settings().withWorkers(options)).workers().getLast();

    assertThat(second.name()).isEqualTo("worker-2");
    assertThat(second.command())
        .containsSubsequence(
            "-Xmx256m",
            "-Xmx400m",
            "-jar",
            ServiceJar.worker(home, components()).path().toString(),
            "--server.address=127.0.0.1",
            "--server.port=" + second.port(),
            "--visitor-tracker.instance=worker-2",
            "--visitor-tracker.database.hosts=127.0.0.1:1001,127.0.0.1:1002,127.0.0.1:1003",
            "--visitor-tracker.database.name=visitor_tracker",
            "--visitor-tracker.database.username=visitor_tracker",
            "--visitor-tracker.kafka.bootstrap-servers=127.0.0.1:1004,127.0.0.1:1005",
            "--visitor-tracker.write.rows=7");
  }

  @Test
  void property_isGivenOnce_asItsOwnerWantsIt() throws IOException {
    layJars();
    var options =
        new ServiceOptions(1, List.of(), List.of("--visitor-tracker.database.name=other"));

    List<String> command = services(settings().withWorkers(options)).workers().getFirst().command();

    assertThat(command)
        .contains("--visitor-tracker.database.name=other")
        .doesNotContain("--visitor-tracker.database.name=visitor_tracker");
  }

  @Test
  void api_getsReplicasKafkaAndRedis_andPortsInARow() throws IOException {
    layJars();
    int port = new Ports(home.resolve("other.properties")).free("api");
    StackSettings settings = settings().withApis(ServiceOptions.instances(1)).withApiPort(port);

    Service api = services(settings).apis().getFirst();

    assertThat(api.url()).isEqualTo("http://127.0.0.1:" + port);
    assertThat(api.command())
        .containsSubsequence(
            "--visitor-tracker.instance=api-1",
            "--visitor-tracker.kafka.bootstrap-servers=127.0.0.1:1004,127.0.0.1:1005",
            "--visitor-tracker.replica.database=visitor_tracker",
            "--visitor-tracker.replica.username=visitor_reader",
            "--visitor-tracker.replica.nodes[0].name=primary",
            "--visitor-tracker.replica.nodes[0].host=127.0.0.1",
            "--visitor-tracker.replica.nodes[0].port=1001",
            "--visitor-tracker.replica.nodes[1].name=replica-1",
            "--visitor-tracker.replica.nodes[1].host=127.0.0.1",
            "--visitor-tracker.replica.nodes[1].port=1002",
            "--visitor-tracker.replica.nodes[2].name=replica-2",
            "--visitor-tracker.replica.nodes[2].host=127.0.0.1",
            "--visitor-tracker.replica.nodes[2].port=1003",
            "--visitor-tracker.redis.host=127.0.0.1",
            "--visitor-tracker.redis.port=1006");
  }

  @Test
  void migration_runsTheWorkersJarWithItsDatabaseAndKafka() throws IOException {
    layJars();

    assertThat(services(settings()).migration())
        .containsSubsequence(
            "-jar",
            ServiceJar.worker(home, components()).path().toString(),
            "migrate",
            "--visitor-tracker.database.hosts=127.0.0.1:1001,127.0.0.1:1002,127.0.0.1:1003",
            "--visitor-tracker.kafka.bootstrap-servers=127.0.0.1:1004,127.0.0.1:1005");
  }

  @Test
  void cache_isUsed_byTheBuildThatItWasTrainedFor() throws IOException {
    layJars();
    Path cache = ServiceJar.api(home, components()).aotCache();
    Files.createDirectories(cache.getParent());
    Files.createFile(cache);
    Services services = services(settings().withApis(ServiceOptions.instances(1)));

    assertThat(services.apis().getFirst().command()).contains("-XX:AOTCache=" + cache);

    layJar(API, "another build");
    assertThat(services.apis().getFirst().command())
        .noneMatch(flag -> flag.startsWith("-XX:AOTCache"));
  }

  @Test
  void cacheOfTheStart_isUsed_untilThereIsABetterOne() throws IOException {
    layJars();
    ServiceJar jar = ServiceJar.api(home, components());
    Files.createDirectories(jar.startCache().getParent());
    Files.createFile(jar.startCache());
    Services services = services(settings().withApis(ServiceOptions.instances(1)));

    assertThat(services.apis().getFirst().command()).contains("-XX:AOTCache=" + jar.startCache());

    Files.createFile(jar.aotCache());
    assertThat(services.apis().getFirst().command())
        .contains("-XX:AOTCache=" + jar.aotCache())
        .doesNotContain("-XX:AOTCache=" + jar.startCache());
  }

  @Test
  void error_saysHowToBuild_whenAJarIsMissing() {
    var services = services(settings().withWorkers(ServiceOptions.instances(1)));

    assertThatThrownBy(services::workers)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("ingest-worker.jar is missing: build with mvn");
  }

  @Test
  void api_getsTheSecretOfTheStack_andTheWorkerDoesNot() throws IOException {
    layJars();
    Services services =
        services(
            settings()
                .withApis(ServiceOptions.instances(2))
                .withWorkers(ServiceOptions.instances(1)));

    String secret = secret().jvmFlags().getFirst();

    assertThat(services.apis()).allMatch(api -> api.command().contains(secret));
    assertThat(services.workers()).noneMatch(worker -> worker.command().contains(secret));
  }

  @Test
  void services_areToldTheSame_beforeAndAfterAPromotion() throws IOException {
    layJars();
    StackSettings settings =
        settings().withApis(ServiceOptions.instances(1)).withWorkers(ServiceOptions.instances(1));
    Files.writeString(home.resolve("promoted"), "replica-1");

    Services services = services(settings);

    assertThat(services.workers().getFirst().command())
        .contains("--visitor-tracker.database.hosts=127.0.0.1:1001,127.0.0.1:1002,127.0.0.1:1003");
    assertThat(services.apis().getFirst().command())
        .contains("--visitor-tracker.replica.nodes[0].name=primary");
  }

  private TokenSecret secret() {
    return new TokenSecret(home.resolve("token-secret.options"));
  }

  private StackSettings settings() {
    var none = ServiceOptions.instances(0);
    return new StackSettings(home, home.resolve(".local"), false, 2, 1, none, none, 0);
  }

  private Services services(StackSettings settings) {
    return new Services(
        settings,
        components(),
        new Ports(home.resolve("ports.properties")),
        new DatabaseCluster(
            List.of(
                database("primary", 1001),
                database("replica-1", 1002),
                database("replica-2", 1003)),
            home.resolve("promoted")),
        "127.0.0.1:1004,127.0.0.1:1005",
        1006,
        secret());
  }

  private Postgres database(String name, int port) {
    return new Postgres(name, port, DataDirectory.open(home.resolve(name), false), components());
  }

  private Components components() {
    return new Components(home);
  }

  private void layJars() throws IOException {
    layJar("ingest-worker/target/ingest-worker.jar", "a build");
    layJar(API, "a build");
  }

  private void layJar(String jar, String content) throws IOException {
    Files.createDirectories(home.resolve(jar).getParent());
    try (var zip = new ZipOutputStream(Files.newOutputStream(home.resolve(jar)))) {
      zip.putNextEntry(new ZipEntry("content"));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }
}
