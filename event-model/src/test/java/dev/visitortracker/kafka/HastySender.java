package dev.visitortracker.kafka;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.sender.KafkaOutbound;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderRecord;
import reactor.kafka.sender.SenderResult;
import reactor.kafka.sender.TransactionManager;

/**
 * Completes as soon as its source does, whatever is still under way. reactor-kafka 1.3.25 does so
 * where a thread is put aside in the wrong moment; this one does it each time.
 */
public final class HastySender implements KafkaSender<byte[], byte[]> {
  private static final int MAX_IN_FLIGHT = 256;

  private final Duration delay;
  private final Predicate<ProducerRecord<byte[], byte[]>> isRefused;

  /**
   * @param delay between a record and its result
   * @param isRefused which records end in an error of Kafka's
   */
  public HastySender(Duration delay, Predicate<ProducerRecord<byte[], byte[]>> isRefused) {
    this.delay = delay;
    this.isRefused = isRefused;
  }

  @Override
  public <T> Flux<SenderResult<T>> send(
      Publisher<? extends SenderRecord<byte[], byte[], T>> records) {
    return Flux.from(records)
        .publish(
            sent ->
                sent.flatMap(
                        record -> Mono.delay(delay).<SenderResult<T>>thenReturn(result(record)),
                        MAX_IN_FLIGHT)
                    .takeUntilOther(sent.then()),
            MAX_IN_FLIGHT);
  }

  private <T> SenderResult<T> result(SenderRecord<byte[], byte[], T> record) {
    return isRefused.test(record)
        ? new Result<>(record, new IllegalStateException("refused"))
        : new Result<>(record, null);
  }

  @Override
  public <T> Flux<Flux<SenderResult<T>>> sendTransactionally(
      Publisher<? extends Publisher<? extends SenderRecord<byte[], byte[], T>>> records) {
    throw new UnsupportedOperationException();
  }

  @Override
  public TransactionManager transactionManager() {
    throw new UnsupportedOperationException();
  }

  @Override
  public KafkaOutbound<byte[], byte[]> createOutbound() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> Mono<T> doOnProducer(Function<Producer<byte[], byte[]>, ? extends T> function) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  private record Result<T>(SenderRecord<byte[], byte[], T> record, @Nullable Exception exception)
      implements SenderResult<T> {
    @Override
    public RecordMetadata recordMetadata() {
      return new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0);
    }

    @Override
    public T correlationMetadata() {
      return record.correlationMetadata();
    }
  }
}
