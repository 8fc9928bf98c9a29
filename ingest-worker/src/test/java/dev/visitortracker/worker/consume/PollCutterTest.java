package dev.visitortracker.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.consume.StartOffsets.Start;
import dev.visitortracker.worker.progress.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.ReceiverOffset;
import reactor.kafka.receiver.ReceiverRecord;

class PollCutterTest {
  private final List<String> acknowledged = new ArrayList<>();
  private final OwnedPartitions owned = new OwnedPartitions();
  private final Assignment assignment =
      new Assignment(
          (partitions, patience) ->
              Mono.just(
                  List.of(new Start(0, 10, null), new Start(1, 20, null), new Start(2, 30, null))),
          owned,
          Duration.ofSeconds(1));
  private final PollCutter cutter = new PollCutter(TestPartition.TOPIC, 2, assignment, owned);

  @BeforeEach
  void givenThreePartitions() {
    assignment.assigned(List.of(new TestPartition(0), new TestPartition(1), new TestPartition(2)));
  }

  @Test
  void poll_becomesOneBatchALane_withARangeForEachPartition() {
    List<SourceBatch> batches =
        cutter.cut(List.of(record(2, 30), record(0, 10), record(1, 20), record(0, 13)));

    assertThat(batches).extracting(SourceBatch::lane).containsExactly(0, 1);
    assertThat(batches.getFirst().ranges())
        .containsExactly(new OffsetRange(0, 10, 14), new OffsetRange(2, 30, 31));
    assertThat(batches.getFirst().records())
        .extracting(SourceRecord::offset)
        .containsExactly(10L, 13L, 30L);
    assertThat(batches.getLast().ranges()).containsExactly(new OffsetRange(1, 20, 21));
  }

  @Test
  void nextBatch_beginsWhereTheLastEnded_whereKafkaHasNoRecordAtAnOffset() {
    cutter.cut(List.of(record(0, 10)));

    List<SourceBatch> batches = cutter.cut(List.of(record(0, 14)));

    assertThat(batches.getFirst().ranges()).containsExactly(new OffsetRange(0, 11, 15));
  }

  @Test
  void batch_isInFlight_untilItIsAcknowledgedRecordByRecord() {
    SourceBatch batch = cutter.cut(List.of(record(0, 10), record(0, 11))).getFirst();
    assertThat(owned.inFlight()).isEqualTo(2);

    batch.acknowledgement().run();

    assertThat(acknowledged).containsExactly("0@10", "0@11");
    assertThat(owned.inFlight()).isZero();
  }

  @Test
  void records_areLeftToTheNewOwner_whenTheirPartitionIsLost() {
    assignment.revoked(List.of(new TestPartition(0)));

    List<SourceBatch> batches = cutter.cut(List.of(record(0, 10), record(1, 20)));

    assertThat(batches).extracting(SourceBatch::lane).containsExactly(1);
    assertThat(acknowledged).containsExactly("0@10");
  }

  private ReceiverRecord<byte[], RecordValue> record(int partition, long offset) {
    return new ReceiverRecord<>(
        new ConsumerRecord<>(
            TestPartition.TOPIC, partition, offset, new byte[0], new RecordValue(null, null, 0)),
        new TestOffset(partition, offset));
  }

  /** Notes that it was acknowledged. */
  private final class TestOffset implements ReceiverOffset {
    private final int partition;
    private final long offset;

    TestOffset(int partition, long offset) {
      this.partition = partition;
      this.offset = offset;
    }

    @Override
    public TopicPartition topicPartition() {
      return new TopicPartition(TestPartition.TOPIC, partition);
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public void acknowledge() {
      acknowledged.add(partition + "@" + offset);
    }

    @Override
    public Mono<Void> commit() {
      throw new UnsupportedOperationException("the library commits what is acknowledged");
    }
  }
}
