package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.publish.Acknowledgements.Acknowledged;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.kafka.HastySender;
import io.netty.channel.DefaultEventLoop;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;

class EventLoopBatcherTest {
  private static final DefaultEventLoop LOOP = new DefaultEventLoop();
  private static final Duration DELAY = Duration.ofMillis(20);
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final byte[] GOOD = {1};
  private static final byte[] BAD = {2};

  private final ByteBudget bytes = new ByteBudget(DataSize.ofMegabytes(32));
  private final InFlightRecords inFlight = new InFlightRecords(10_000, bytes);
  private final Acknowledgements acknowledgements = new Acknowledgements();

  @AfterAll
  static void stop() {
    assertThat(LOOP.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(5_000))
        .isTrue();
  }

  @Test
  void everyCallIsPublished_whereTheSenderCompletesAsSoonAsItsSourceDoes() {
    List<PublishOutcome> outcomes =
        outcomes(sender(DELAY), List.of(records(GOOD, 200), records(GOOD, 300)));

    assertThat(outcomes).hasSize(2).hasOnlyElementsOfType(Published.class);
    assertThat(inFlight.current()).isZero();
    assertThat(bytes.current()).isZero();
    assertThat(acknowledgements.byPartition())
        .containsExactly(Map.entry(0, new Acknowledged(500, 1)));
  }

  @Test
  void onlyTheCallOfARecordThatFailedIsRefused() {
    List<PublishOutcome> outcomes =
        outcomes(sender(DELAY), List.of(records(BAD, 1), records(GOOD, 300)));

    assertThat(outcomes).hasExactlyElementsOfTypes(Unavailable.class, Published.class);
    assertThat(inFlight.current()).isZero();
    assertThat(bytes.current()).isZero();
    assertThat(acknowledgements.byPartition())
        .containsExactly(Map.entry(0, new Acknowledged(300, 1)));
  }

  @Test
  void callsAreRefused_whereNothingIsAcknowledgedWithinTheDeadline() {
    List<PublishOutcome> outcomes =
        outcomes(sender(Duration.ofDays(1)), List.of(records(GOOD, 1), records(GOOD, 300)));

    assertThat(outcomes).hasSize(2).hasOnlyElementsOfType(Unavailable.class);
    assertThat(inFlight.current()).isZero();
    assertThat(bytes.current()).isZero();
  }

  @Test
  void results_areCounted_whenTheyComeBehindTheDeadline() {
    List<PublishOutcome> outcomes =
        outcomes(sender(DEADLINE.plus(DEADLINE)), List.of(records(GOOD, 3)));

    assertThat(outcomes).hasOnlyElementsOfType(Unavailable.class);
    assertThat(acknowledgements.byPartition()).isEmpty();
    Flux.interval(DELAY)
        .takeUntil(tick -> !acknowledgements.byPartition().isEmpty())
        .blockLast(WAIT);
    assertThat(acknowledgements.byPartition())
        .containsExactly(Map.entry(0, new Acknowledged(3, 1)));
    assertThat(inFlight.current()).isZero();
    assertThat(bytes.current()).isZero();
  }

  @Test
  void calls_areRefusedAndHoldNothing_whenTheSenderThrows() {
    List<PublishOutcome> outcomes = outcomes(broken(), List.of(records(GOOD, 3)));

    assertThat(outcomes).hasOnlyElementsOfType(Unavailable.class);
    assertThat(inFlight.current()).isZero();
    assertThat(bytes.current()).isZero();
  }

  /** Of calls that come in one turn of the event loop, in their order. */
  private List<PublishOutcome> outcomes(
      KafkaSender<byte[], byte[]> sender, List<List<ProducerRecord<byte[], byte[]>>> calls) {
    EventLoopBatcher lane = lane(sender);
    List<Mono<PublishOutcome>> outcomes =
        calls.stream()
            .map(
                records -> {
                  assertThat(inFlight.tryAdd(records.size(), Records.sizeInBytes(records)))
                      .isTrue();
                  return Mono.<PublishOutcome>create(
                      caller -> lane.add(new PublishCall(records, inFlight, caller)));
                })
            .toList();
    return Mono.zip(outcomes, all -> Arrays.stream(all).map(PublishOutcome.class::cast).toList())
        .subscribeOn(Schedulers.fromExecutorService(LOOP))
        .blockOptional(WAIT)
        .orElseThrow();
  }

  private EventLoopBatcher lane(KafkaSender<byte[], byte[]> sender) {
    PublishSettings settings =
        new Binder(
                new MapConfigurationPropertySource(
                    Map.of(
                        "deadline", DEADLINE,
                        "delivery-timeout", DEADLINE.minusMillis(1),
                        "request-timeout", DEADLINE.minusMillis(1))))
            .bindOrCreate("", PublishSettings.class);
    return new EventLoopBatcher(LOOP, sender, acknowledgements, settings);
  }

  @SuppressWarnings("unchecked") // A proxy has no type parameters.
  private static KafkaSender<byte[], byte[]> broken() {
    return (KafkaSender<byte[], byte[]>)
        Proxy.newProxyInstance(
            KafkaSender.class.getClassLoader(),
            new Class<?>[] {KafkaSender.class},
            (proxy, method, arguments) -> {
              throw new IllegalStateException("closed");
            });
  }

  private static HastySender sender(Duration delay) {
    return new HastySender(delay, record -> record.value() == BAD);
  }

  private static List<ProducerRecord<byte[], byte[]>> records(byte[] value, int count) {
    return Collections.nCopies(count, new ProducerRecord<>("topic", value));
  }
}
