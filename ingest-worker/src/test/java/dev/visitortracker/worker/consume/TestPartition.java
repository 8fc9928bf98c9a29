package dev.visitortracker.worker.consume;

import org.apache.kafka.common.TopicPartition;
import reactor.kafka.receiver.ReceiverPartition;

/** A partition of an assignment that remembers where the consumer was told to go on. */
final class TestPartition implements ReceiverPartition {
  static final String TOPIC = "visits";

  private final int number;
  private long soughtTo = -1;

  TestPartition(int number) {
    this.number = number;
  }

  long soughtTo() {
    return soughtTo;
  }

  @Override
  public TopicPartition topicPartition() {
    return new TopicPartition(TOPIC, number);
  }

  @Override
  public void seek(long offset) {
    soughtTo = offset;
  }

  @Override
  public void seekToBeginning() {
    throw new UnsupportedOperationException("a watermark is always known");
  }

  @Override
  public void seekToEnd() {
    throw new UnsupportedOperationException("a watermark is always known");
  }

  @Override
  public void seekToTimestamp(long timestamp) {
    throw new UnsupportedOperationException("a watermark is always known");
  }

  @Override
  public long position() {
    return soughtTo;
  }

  @Override
  public Long beginningOffset() {
    return 0L;
  }

  @Override
  public Long endOffset() {
    return Long.MAX_VALUE;
  }
}
