package dev.visitortracker.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.KafkaSettings;
import dev.visitortracker.worker.decode.DecodeSettings;
import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.primary.DatabaseTls;
import dev.visitortracker.worker.write.WriteSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class WorkerSettingsTest {
  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(OnlySettings.class);

  @EnableConfigurationProperties(WorkerSettings.class)
  static class OnlySettings {}

  @Test
  void everyStage_getsItsKeys_whenTheyAreSet() {
    context
        .withPropertyValues(
            "visitor-tracker.instance=worker-7",
            "visitor-tracker.database.hosts=db.example:6432,[::1]:5432",
            "visitor-tracker.database.name=visits",
            "visitor-tracker.database.username=owner",
            "visitor-tracker.database.password=secret",
            "visitor-tracker.database.tls.mode=require",
            "visitor-tracker.database.connect-timeout=3s",
            "visitor-tracker.database.transaction-timeout=40s",
            "visitor-tracker.kafka.bootstrap-servers=k1:9092,k2:9092",
            "visitor-tracker.kafka.partitions=12",
            "visitor-tracker.kafka.replication-factor=3",
            "visitor-tracker.consume.max-records=100",
            "visitor-tracker.consume.max-bytes=2MB",
            "visitor-tracker.consume.max-wait=200ms",
            "visitor-tracker.consume.min-bytes=1B",
            "visitor-tracker.consume.lanes=4",
            "visitor-tracker.consume.polls-in-flight=3",
            "visitor-tracker.consume.group-id=other",
            "visitor-tracker.consume.session-timeout=45s",
            "visitor-tracker.consume.assignment-timeout=6s",
            "visitor-tracker.consume.stall-timeout=50s",
            "visitor-tracker.decode.max-age=400d",
            "visitor-tracker.decode.max-ahead=2d",
            "visitor-tracker.write.min-backoff=5ms",
            "visitor-tracker.write.max-backoff=7s")
        .run(
            started ->
                assertThat(started.getBean(WorkerSettings.class))
                    .isEqualTo(
                        new WorkerSettings(
                            "worker-7",
                            new DatabaseSettings(
                                List.of("db.example:6432", "[::1]:5432"),
                                "visits",
                                "owner",
                                "secret",
                                null,
                                new DatabaseTls(DatabaseTls.Mode.REQUIRE, null, null, null),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(40)),
                            new KafkaSettings("k1:9092,k2:9092", 12, (short) 3),
                            new ConsumeSettings(
                                100,
                                DataSize.ofMegabytes(2),
                                Duration.ofMillis(200),
                                DataSize.ofBytes(1),
                                4,
                                3,
                                "other",
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(50)),
                            new DecodeSettings(Duration.ofDays(400), Duration.ofDays(2)),
                            new WriteSettings(Duration.ofMillis(5), Duration.ofSeconds(7)))));
  }

  @ParameterizedTest
  @CsvSource({
    "instance=, instance",
    "instance=worker 7, instance",
    "database.hosts=, database.hosts",
    "database.hosts=db:0, database.hosts: 'db:0' must be host:port",
    "database.hosts=db:65536, database.hosts: 'db:65536' must be host:port",
    "database.hosts=db, database.hosts: 'db' must be host:port",
    "database.hosts=::1:5432, database.hosts: '::1:5432' must be host:port",
    "database.tls.mode=prefer, database.tls.mode",
    "database.tls.root-certificate=/nowhere, database.tls.mode must be require",
    "database.connect-timeout=0s, database.connectTimeout",
    "database.transaction-timeout=-1s, database.transactionTimeout",
    "kafka.bootstrap-servers=, kafka.bootstrapServers",
    "kafka.partitions=0, kafka.partitions",
    "kafka.replication-factor=8, kafka.replicationFactor",
    "consume.max-records=0, consume.maxRecords",
    "consume.max-bytes=0B, consume.max-bytes must be 1KB to 1GB",
    "consume.max-bytes=2GB, consume.max-bytes must be 1KB to 1GB",
    "consume.max-bytes=512KB, consume.min-bytes must be 1B to consume.max-bytes",
    "consume.min-bytes=0B, consume.min-bytes must be 1B to consume.max-bytes",
    "consume.max-wait=11s, consume.maxWait",
    "consume.lanes=65, consume.lanes",
    "consume.polls-in-flight=0, consume.pollsInFlight",
    "consume.group-id=, consume.groupId",
    "consume.session-timeout=0s, consume.sessionTimeout",
    "consume.assignment-timeout=2m, consume.assignmentTimeout",
    "consume.stall-timeout=50ms, consume.stall-timeout must be above consume.max-wait",
    "decode.max-age=1h, decode.maxAge",
    "decode.max-ahead=-1s, decode.maxAhead",
    "write.min-backoff=0ms, write.minBackoff",
    "write.min-backoff=11s, write.min-backoff must not be above write.max-backoff",
    "write.max-backoff=1h, write.maxBackoff"
  })
  void start_isRefusedWithTheKey_whenAValueIsWrong(String setting, String named) {
    context
        .withPropertyValues("visitor-tracker." + setting)
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .hasStackTraceContaining("visitor-tracker")
                    .hasStackTraceContaining(named));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"database.host", "databse.hosts", "write.rows", "consume.max-recrods", "lanes"})
  void start_isRefusedWithTheKey_whenNoStageKnowsIt(String key) {
    context
        .withPropertyValues("visitor-tracker." + key + "=1")
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .hasStackTraceContaining("visitor-tracker." + key));
  }

  @Test
  void instanceName_isTheHosts_whenNoneIsGiven() {
    assertThat(WorkerSettings.usable("worker-0.example")).isEqualTo("worker-0.example");
    context.run(started -> assertThat(started.getBean(WorkerSettings.class).instance()).isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "a host", ""})
  void instanceName_mustBeGiven_whenTheHostsNameCannotStandForIt(String hostName) {
    assertThatThrownBy(() -> WorkerSettings.usable(hostName))
        .hasMessageStartingWith("visitor-tracker.instance must be given")
        .hasMessageContaining("'" + hostName + "'");
  }
}
