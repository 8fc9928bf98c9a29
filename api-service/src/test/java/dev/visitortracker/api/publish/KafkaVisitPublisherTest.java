package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Reason;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.Topics;
import dev.visitortracker.event.Visit;
import dev.visitortracker.kafka.HastySender;
import io.netty.channel.DefaultEventLoop;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Who is admitted, and what is sent; what becomes of it is in {@code EventLoopBatcherTest}. */
class KafkaVisitPublisherTest {
  private static final DefaultEventLoop LOOP = new DefaultEventLoop();
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final int MAX_IN_FLIGHT = 10;
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final PublishSettings SETTINGS =
      new Binder(new MapConfigurationPropertySource(Map.of()))
          .bindOrCreate("", PublishSettings.class);

  private final BrokerState broker = new BrokerState(InstantSource.system());
  private final InFlightRecords inFlight =
      new InFlightRecords(MAX_IN_FLIGHT, new ByteBudget(DataSize.ofMegabytes(1)));
  private final Queue<ProducerRecord<byte[], byte[]>> sent = new ConcurrentLinkedQueue<>();
  private final KafkaVisitPublisher publisher =
      new KafkaVisitPublisher(List.of(lane()), inFlight, broker, SETTINGS);

  @AfterAll
  static void stop() {
    assertThat(LOOP.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(5_000))
        .isTrue();
  }

  @Test
  void nothing_isPublishedAtOnce_evenWhileKafkaIsAway() {
    publish(0).expectNext(new Published(Map.of())).verifyComplete();
  }

  @Test
  void visits_areRefusedUnsent_whileKafkaIsAway() {
    publish(1).expectNext(unavailable(Reason.BROKER_AWAY)).verifyComplete();

    assertThat(sent).isEmpty();
    assertThat(inFlight.current()).isZero();
  }

  @Test
  void visits_areRefusedUnsent_whenTheyWouldExceedTheBound() {
    broker.answered(Duration.ZERO);

    publish(MAX_IN_FLIGHT + 1).expectNext(unavailable(Reason.TOO_MANY_IN_FLIGHT)).verifyComplete();

    assertThat(sent).isEmpty();
    assertThat(inFlight.current()).isZero();
  }

  @Test
  void visits_arePublished_whenTheyAreAsManyAsTheBound() {
    broker.answered(Duration.ZERO);

    publish(MAX_IN_FLIGHT).expectNext(new Published(Map.of(0, 1L))).expectComplete().verify(WAIT);

    assertThat(sent).hasSize(MAX_IN_FLIGHT);
    assertThat(inFlight.current()).isZero();
  }

  @Test
  void records_haveNoKeyAndTheTraceOfTheirRequest() {
    broker.answered(Duration.ZERO);

    publish(1).expectNextCount(1).expectComplete().verify(WAIT);

    ProducerRecord<byte[], byte[]> record = sent.element();
    assertThat(record.topic()).isEqualTo(Topics.VISIT_EVENTS);
    assertThat(record.key()).isNull();
    assertThat(record.headers().lastHeader(EventHeaders.TRACEPARENT).value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(TRACE);
  }

  @Test
  void visits_areNotAdmitted_beforeSomebodyAsksForTheOutcome() {
    broker.answered(Duration.ZERO);

    Mono<PublishOutcome> unasked = publisher.publish(visits(1), TRACE);

    assertThat(unasked).isNotNull();
    assertThat(inFlight.current()).isZero();
  }

  private StepVerifier.FirstStep<PublishOutcome> publish(int visits) {
    return StepVerifier.create(publisher.publish(visits(visits), TRACE));
  }

  private static List<Visit> visits(int count) {
    return Collections.nCopies(
        count,
        new Visit(
            UlidCreator.getUlid(),
            "demo",
            InetAddress.getLoopbackAddress(),
            "/",
            "GET",
            200,
            null,
            null,
            null));
  }

  private static Unavailable unavailable(Reason reason) {
    return new Unavailable(reason, SETTINGS.retryAfter());
  }

  private EventLoopBatcher lane() {
    var sender =
        new HastySender(
            Duration.ofMillis(1),
            record -> {
              sent.add(record);
              return false;
            });
    return new EventLoopBatcher(LOOP, sender, new Acknowledgements(), SETTINGS);
  }
}
