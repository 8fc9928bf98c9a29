package dev.visitortracker.api.publish;

import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import reactor.core.publisher.MonoSink;
import reactor.kafka.sender.SenderRecord;

/**
 * The records of one call and who waits for them. It gives their place in flight back when it is
 * over, once. Only its lane's event loop touches it.
 */
final class PublishCall {
  private final List<ProducerRecord<byte[], byte[]>> records;
  private final InFlightRecords inFlight;
  private final MonoSink<PublishOutcome> caller;
  private final Map<Integer, Long> nextOffsets = new HashMap<>(4);
  private int unacknowledged;
  private boolean isOver;

  /**
   * @param records counted in flight before
   */
  PublishCall(
      List<ProducerRecord<byte[], byte[]>> records,
      InFlightRecords inFlight,
      MonoSink<PublishOutcome> caller) {
    this.records = records;
    this.inFlight = inFlight;
    this.caller = caller;
    this.unacknowledged = records.size();
  }

  void addRecordsTo(Collection<SenderRecord<byte[], byte[], PublishCall>> turn) {
    for (ProducerRecord<byte[], byte[]> record : records) {
      turn.add(SenderRecord.create(record, this));
    }
  }

  /** The caller goes on as soon as Kafka has the last record. */
  void acknowledged(RecordMetadata record) {
    nextOffsets.merge(record.partition(), record.offset() + 1, Math::max);
    unacknowledged--;
    if (unacknowledged == 0) {
      end(new Published(nextOffsets));
    }
  }

  /** What comes of it now is too late for the caller; whether it was not over yet. */
  boolean giveUp(Unavailable outcome) {
    return end(outcome);
  }

  private boolean end(PublishOutcome outcome) {
    if (isOver) {
      return false;
    }
    isOver = true;
    inFlight.remove(records.size(), Records.sizeInBytes(records));
    caller.success(outcome);
    return true;
  }
}
