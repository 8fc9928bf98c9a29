package dev.visitortracker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.replica.PrimaryReads;
import dev.visitortracker.api.replica.selection.SelectionKind;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class ApiSettingsTest {
  private static final String[] NODE = {
    "visitor-tracker.replica.nodes[0].name=replica-1",
    "visitor-tracker.replica.nodes[0].host=db1.example"
  };

  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(OnlySettings.class);

  @EnableConfigurationProperties(ApiSettings.class)
  static class OnlySettings {}

  @Test
  void settings_haveTheirDefaults_whenOnlyANodeIsNamed() {
    context
        .withPropertyValues(NODE)
        .run(
            started -> {
              ApiSettings settings = started.getBean(ApiSettings.class);
              assertThat(settings.instance()).isEqualTo("api");
              assertThat(settings.kafka().bootstrapServers()).containsExactly("localhost:9092");
              assertThat(settings.publish().maxBlock()).isEqualTo(Duration.ofSeconds(1));
              assertThat(settings.publish().deliveryTimeout())
                  .isLessThan(settings.publish().deadline());
              assertThat(settings.ingest().maxBody()).isEqualTo(DataSize.ofMegabytes(1));
              assertThat(settings.ingest().maxLine()).isEqualTo(DataSize.ofKilobytes(64));
              assertThat(settings.ingest().maxBytesInFlight()).isEqualTo(DataSize.ofMegabytes(64));
              assertThat(settings.replica().nodes().getFirst().port()).isEqualTo(5432);
              assertThat(settings.replica().nodes().getFirst().weight()).isEqualTo(1);
              assertThat(settings.replica().primaryReads()).isEqualTo(PrimaryReads.FALLBACK);
              assertThat(settings.replica().selection()).isEqualTo(SelectionKind.ROUND_ROBIN);
              assertThat(settings.replica().hedgeShare()).isEqualTo(0.05);
              assertThat(settings.cache().lease()).isLessThanOrEqualTo(settings.cache().ttl());
              assertThat(settings.token().secret()).isNull();
              assertThat(settings.token().shared()).isNull();
              assertThat(settings.token().maxWait()).isEqualTo(Duration.ofSeconds(10));
              assertThat(settings.tail().maxSubscribers()).isEqualTo(100);
              assertThat(settings.tail().maxResume()).isEqualTo(Duration.ofHours(1));
              assertThat(settings.query().maxPerPage()).isEqualTo(500);
              assertThat(settings.query().maxVisitorDays()).isEqualTo(92);
              assertThat(settings.redis().host()).isNull();
              assertThat(settings.traffic().enabled()).isTrue();
              assertThat(settings.connection().headerTimeout()).isEqualTo(Duration.ofSeconds(10));
              assertThat(settings.connection().drainTimeout()).isEqualTo(Duration.ofSeconds(5));
              assertThat(settings.coding().minAnswer()).isEqualTo(DataSize.ofKilobytes(1));
              assertThat(settings.coding().maxCodedStreams()).isEqualTo(32);
              assertThat(settings.idempotency().kept()).isEqualTo(Duration.ofDays(1));
            });
  }

  @Test
  void everyStage_getsItsKeys_whenTheyAreSet() {
    context
        .withPropertyValues(NODE)
        .withPropertyValues(
            "visitor-tracker.instance=api-7",
            "visitor-tracker.kafka.bootstrap-servers=k1:9092,k2:9092",
            "visitor-tracker.publish.max-in-flight-records=50000",
            "visitor-tracker.ingest.max-line=1KB",
            "visitor-tracker.ingest.max-bytes-in-flight=48MB",
            "visitor-tracker.ingest.retry-after=2s",
            "visitor-tracker.replica.primary-reads=never",
            "visitor-tracker.replica.password=secret",
            "visitor-tracker.replica.selection=least-in-flight",
            "visitor-tracker.replica.nodes[0].weight=3",
            "visitor-tracker.replica.hedge-after=20ms",
            "visitor-tracker.replica.hedge-share=0.5",
            "visitor-tracker.cache.lease=80ms",
            "visitor-tracker.cache.lease-wait=70ms",
            "visitor-tracker.token.secret=0123456789abcdef0123456789abcdef",
            "visitor-tracker.token.shared=true",
            "visitor-tracker.token.max-waiting=7",
            "visitor-tracker.tail.max-buffer=9",
            "visitor-tracker.query.max-depth=2000",
            "visitor-tracker.query.default-visitor-days=7",
            "visitor-tracker.redis.host=redis.example",
            "visitor-tracker.traffic.site=own.site",
            "visitor-tracker.connection.max-connections=77",
            "visitor-tracker.connection.max-streams=33",
            "visitor-tracker.connection.reader-stall=9s",
            "visitor-tracker.cache.max-near=1MB",
            "visitor-tracker.tail.max-held=2MB",
            "visitor-tracker.query.top-counts=11",
            "visitor-tracker.connection.header-timeout=3s",
            "visitor-tracker.connection.drain-timeout=4s",
            "visitor-tracker.coding.min-answer=2KB",
            "visitor-tracker.coding.max-coded-streams=5",
            "visitor-tracker.idempotency.kept=1h",
            "visitor-tracker.idempotency.deadline=50ms",
            "visitor-tracker.idempotency.pause=2s")
        .run(
            started -> {
              ApiSettings settings = started.getBean(ApiSettings.class);
              assertThat(settings.instance()).isEqualTo("api-7");
              assertThat(settings.kafka().bootstrapServers()).containsExactly("k1:9092", "k2:9092");
              assertThat(settings.publish().maxInFlightRecords()).isEqualTo(50_000);
              assertThat(settings.ingest().maxLine()).isEqualTo(DataSize.ofKilobytes(1));
              assertThat(settings.ingest().maxBytesInFlight()).isEqualTo(DataSize.ofMegabytes(48));
              assertThat(settings.ingest().retryAfter()).isEqualTo(Duration.ofSeconds(2));
              assertThat(settings.replica().primaryReads()).isEqualTo(PrimaryReads.NEVER);
              assertThat(settings.replica().password()).isEqualTo("secret");
              assertThat(settings.replica().selection()).isEqualTo(SelectionKind.LEAST_IN_FLIGHT);
              assertThat(settings.replica().nodes().getFirst().weight()).isEqualTo(3);
              assertThat(settings.replica().hedgeAfter()).isEqualTo(Duration.ofMillis(20));
              assertThat(settings.replica().hedgeShare()).isEqualTo(0.5);
              assertThat(settings.cache().lease()).isEqualTo(Duration.ofMillis(80));
              assertThat(settings.cache().leaseWait()).isEqualTo(Duration.ofMillis(70));
              assertThat(settings.token().secret()).hasSize(32);
              assertThat(settings.token().shared()).isTrue();
              assertThat(settings.token().maxWaiting()).isEqualTo(7);
              assertThat(settings.tail().maxBuffer()).isEqualTo(9);
              assertThat(settings.query().maxDepth()).isEqualTo(2_000);
              assertThat(settings.query().defaultVisitorDays()).isEqualTo(7);
              assertThat(settings.redis().host()).isEqualTo("redis.example");
              assertThat(settings.traffic().site()).isEqualTo("own.site");
              assertThat(settings.connection().headerTimeout()).isEqualTo(Duration.ofSeconds(3));
              assertThat(settings.connection().maxConnections()).isEqualTo(77);
              assertThat(settings.connection().maxStreams()).isEqualTo(33);
              assertThat(settings.connection().readerStall()).isEqualTo(Duration.ofSeconds(9));
              assertThat(settings.cache().maxNear()).isEqualTo(DataSize.ofMegabytes(1));
              assertThat(settings.tail().maxHeld()).isEqualTo(DataSize.ofMegabytes(2));
              assertThat(settings.query().topCounts()).isEqualTo(11);
              assertThat(settings.connection().drainTimeout()).isEqualTo(Duration.ofSeconds(4));
              assertThat(settings.coding().minAnswer()).isEqualTo(DataSize.ofKilobytes(2));
              assertThat(settings.coding().maxCodedStreams()).isEqualTo(5);
              assertThat(settings.idempotency().kept()).isEqualTo(Duration.ofHours(1));
              assertThat(settings.idempotency().deadline()).isEqualTo(Duration.ofMillis(50));
              assertThat(settings.idempotency().pause()).isEqualTo(Duration.ofSeconds(2));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "visitor-tracker.kafak.bootstrap-servers=k1:9092",
        "visitor-tracker.ingest.max-lines=1",
        "visitor-tracker.instance=two words",
        "visitor-tracker.publish.max-block=2s",
        "visitor-tracker.publish.delivery-timeout=5s",
        "visitor-tracker.publish.compression=zip",
        "visitor-tracker.ingest.max-line=2MB",
        "visitor-tracker.ingest.max-array-events=40001",
        "visitor-tracker.publish.max-in-flight-records=9999",
        "visitor-tracker.ingest.max-bytes-in-flight=31MB",
        "visitor-tracker.publish.buffer-memory=31MB",
        "visitor-tracker.ingest.stall-timeout=5s",
        "visitor-tracker.replica.nodes[0].port=0",
        "visitor-tracker.replica.primary-reads=always",
        "visitor-tracker.replica.primary.name=primary",
        "visitor-tracker.replica.max-validation-time=500ms",
        "visitor-tracker.replica.statement-timeout=10s",
        "visitor-tracker.replica.selection=random",
        "visitor-tracker.replica.nodes[0].weight=0",
        "visitor-tracker.replica.hedge-after=3s",
        "visitor-tracker.replica.hedge-share=1.1",
        "visitor-tracker.cache.lease-wait=251ms",
        "visitor-tracker.cache.max-near=0B",
        "visitor-tracker.tail.max-held=1023KB",
        "visitor-tracker.connection.max-connections=0",
        "visitor-tracker.connection.max-streams=0",
        "visitor-tracker.connection.reader-stall=0s",
        "visitor-tracker.query.top-counts=0",
        "visitor-tracker.token.secret=short",
        "visitor-tracker.token.shared=true",
        "visitor-tracker.redis.host=redis.example",
        "visitor-tracker.token.default-wait=11s",
        "visitor-tracker.tail.max-subscribers=0",
        "visitor-tracker.tail.stall=15s",
        "visitor-tracker.tail.catch-up-wait=1m",
        "visitor-tracker.query.max-per-page=20000",
        "visitor-tracker.query.max-visitor-days=29",
        "visitor-tracker.traffic.site=NOT A SITE",
        "visitor-tracker.connection.header-timeout=0s",
        "visitor-tracker.coding.min-answer=-1B",
        "visitor-tracker.coding.max-coded-streams=-1",
        "visitor-tracker.idempotency.deadline=2s",
        "visitor-tracker.idempotency.kept=0s"
      })
  void start_fails_whenASettingIsUnknownOrCannotBeUsed(String property) {
    context
        .withPropertyValues(
            Stream.concat(Stream.of(NODE), Stream.of(property)).toArray(String[]::new))
        .run(started -> assertThat(started).hasFailed());
  }

  @Test
  void start_needsNoSecret_whenTheInstanceIsSaidToBeAlone() {
    context
        .withPropertyValues(NODE)
        .withPropertyValues(
            "visitor-tracker.redis.host=redis.example", "visitor-tracker.token.shared=false")
        .run(started -> assertThat(started).hasNotFailed());
  }

  @Test
  void start_saysWhatToSet_whenInstancesShareARedisAndNoSecret() {
    context
        .withPropertyValues(NODE)
        .withPropertyValues("visitor-tracker.redis.host=redis.example")
        .run(
            started ->
                assertThat(started.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("token.secret must be set")
                    .hasMessageContaining("token.shared=false"));
  }

  @Test
  void start_fails_whenNoDatabaseIsNamed() {
    context.run(started -> assertThat(started).hasFailed());
  }
}
