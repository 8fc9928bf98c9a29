package dev.visitortracker.api.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.token.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HeldRecordsTest {
  private final HeldRecords held = new HeldRecords(List.of(0, 1), 3, DataSize.ofBytes(200));

  @Test
  void partition_isFull_whenFewRecordsTakeItsPartOfTheBytes() {
    held.add(record(0, 0, 60));
    held.add(record(1, 0, 99));
    held.add(record(0, 1, 40));

    assertThat(held.isFull(0)).isTrue();
    assertThat(held.isFull(1)).isFalse();
  }

  @Test
  void partition_isFull_whenItHoldsAsManyRecordsAsMayBe() {
    held.add(record(0, 0, 1));
    held.add(record(0, 1, 1));
    assertThat(held.isFull(0)).isFalse();
    held.add(record(0, 2, 1));

    assertThat(held.isFull(0)).isTrue();
  }

  @Test
  void partition_hasRoomAgain_whenItsRecordsAreShown() {
    held.add(record(0, 0, 150));

    assertThat(held.release(new Position(Map.of(0, 1L)))).hasSize(1);

    assertThat(held.isFull(0)).isFalse();
  }

  private static ConsumerRecord<byte[], byte[]> record(int partition, long offset, int bytes) {
    return new ConsumerRecord<>(
        "topic",
        partition,
        offset,
        0,
        TimestampType.CREATE_TIME,
        -1,
        bytes,
        new byte[0],
        new byte[bytes],
        new RecordHeaders(),
        Optional.empty());
  }
}
