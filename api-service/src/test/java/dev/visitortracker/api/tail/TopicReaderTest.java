package dev.visitortracker.api.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitRules;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TopicReaderTest {
  private static final int MAX_RECORDS = 3;
  private static final TopicPartition FIRST = new TopicPartition(Topics.VISIT_EVENTS, 0);
  private static final TopicPartition SECOND = new TopicPartition(Topics.VISIT_EVENTS, 1);
  private static final TailSettings SETTINGS =
      new Binder(new MapConfigurationPropertySource(Map.of("max-records", MAX_RECORDS)))
          .bindOrCreate("", TailSettings.class);

  private final Map<TopicPartition, Long> byTime = new HashMap<>();
  private final MockConsumer<byte[], byte[]> kafka =
      new MockConsumer<>("none") {
        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times, Duration timeout) {
          var found = new HashMap<TopicPartition, OffsetAndTimestamp>();
          times.forEach(
              (partition, time) ->
                  found.put(
                      partition,
                      byTime.containsKey(partition)
                          ? new OffsetAndTimestamp(byTime.get(partition), time)
                          : null));
          return found;
        }
      };
  private final TopicReader reader =
      new TopicReader(
          kafka,
          new VisitDecoder(
              new VisitRules(Duration.ofDays(7_000), Duration.ofDays(1), InstantSource.system())),
          SETTINGS);

  @BeforeEach
  void fillTopic() {
    kafka.updatePartitions(
        Topics.VISIT_EVENTS,
        Stream.of(FIRST, SECOND)
            .map(
                partition ->
                    new PartitionInfo(partition.topic(), partition.partition(), null, null, null))
            .toList());
    kafka.updateBeginningOffsets(Map.of(FIRST, 10L, SECOND, 0L));
    kafka.updateEndOffsets(Map.of(FIRST, 20L, SECOND, 5L));
  }

  @Test
  void visit_isHeldBack_untilItsPartitionIsPassed() {
    start(position(10, 0));
    kafka.addRecord(record(FIRST, 10));
    kafka.addRecord(record(FIRST, 11));
    kafka.addRecord(record(SECOND, 0));

    assertThat(reader.next(position(10, 0)).visits()).isEmpty();
    TailBatch second = reader.next(position(10, 1));
    TailBatch both = reader.next(position(12, 1));

    assertThat(second.visits()).hasSize(1);
    assertThat(second.behind()).isEqualTo(position(10, 1));
    assertThat(both.before()).isEqualTo(position(10, 1));
    assertThat(both.visits().stream().map(TailedVisit::behind))
        .containsExactly(position(11, 1), position(12, 1));
    assertThat(both.behind()).isEqualTo(position(12, 1));
  }

  @Test
  void stream_passesRecords_whichTheWorkerWouldNotStore() {
    start(position(10, 0));
    kafka.addRecord(record(FIRST, 10, "{\"endpoint\":1}".getBytes(StandardCharsets.UTF_8)));
    kafka.addRecord(record(FIRST, 11, new byte[0]));
    kafka.addRecord(record(FIRST, 12, null));
    kafka.addRecord(record(FIRST, 13));

    TailBatch batch = reader.next(position(14, 0));

    assertThat(batch.visits()).hasSize(1);
    assertThat(batch.behind()).isEqualTo(position(14, 0));
  }

  @Test
  void partition_isNotFetched_whileAsMuchOfItIsHeldAsMay() {
    start(position(10, 0));
    for (int offset = 10; offset < 10 + MAX_RECORDS; offset++) {
      kafka.addRecord(record(FIRST, offset));
    }

    reader.next(position(10, 0));
    reader.next(position(10, 0));
    assertThat(kafka.paused()).containsExactly(FIRST);
    reader.next(position(11, 0));
    reader.next(position(11, 0));

    assertThat(kafka.paused()).isEmpty();
  }

  @Test
  void reader_goesToWhatKafkaHas_whenThePositionIsGone() {
    long skipped = reader.start(position(7, 99), null);

    assertThat(skipped).isEqualTo(3);
    assertThat(kafka.position(FIRST)).isEqualTo(10);
    assertThat(kafka.position(SECOND)).isEqualTo(5);
  }

  @Test
  void reader_passesWhatIsTooOld_whenItGoesOn() {
    byTime.put(FIRST, 15L);

    long skipped = reader.start(position(12, 4), Instant.EPOCH);

    assertThat(skipped).isEqualTo(3 + 1);
    assertThat(kafka.position(FIRST)).isEqualTo(15);
    assertThat(kafka.position(SECOND)).isEqualTo(5);
  }

  @Test
  void reader_ends_whenThePositionNamesAPartitionThatItDoesNotRead() {
    start(position(10, 0));

    assertThatThrownBy(() -> reader.next(new Position(Map.of(2, 1L))))
        .isInstanceOf(PartitionsAddedException.class);
  }

  private void start(Position from) {
    assertThat(reader.start(from, null)).isZero();
  }

  private static Position position(long first, long second) {
    return new Position(Map.of(0, first, 1, second));
  }

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    return record(
        partition,
        offset,
        VisitJson.write(
            new Visit(
                UlidCreator.getUlid(),
                "tail",
                InetAddress.ofLiteral("192.0.2.1"),
                "/",
                "GET",
                200,
                null,
                null,
                null)));
  }

  @SuppressWarnings("NullAway") // No key, and the value that a tombstone has.
  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, byte @Nullable [] value) {
    return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, value);
  }
}
