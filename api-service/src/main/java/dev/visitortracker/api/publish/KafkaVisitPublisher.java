package dev.visitortracker.api.publish;

import dev.visitortracker.api.lifecycle.Contexts;
import dev.visitortracker.api.lifecycle.Deadlines;
import dev.visitortracker.event.Visit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderRecord;
import reactor.kafka.sender.SenderResult;

/**
 * One {@code send} per call: a sender shared by all calls would serialise them and end with the
 * first error. Order between calls does not matter, visits have no key.
 */
final class KafkaVisitPublisher implements VisitPublisher {
  private static final Logger log = LoggerFactory.getLogger(KafkaVisitPublisher.class);

  private final KafkaSender<byte[], byte[]> sender;
  private final InFlightRecords inFlight;
  private final BrokerState broker;
  private final Acknowledgements acknowledgements;
  private final PublishSettings settings;

  KafkaVisitPublisher(
      KafkaSender<byte[], byte[]> sender,
      InFlightRecords inFlight,
      BrokerState broker,
      Acknowledgements acknowledgements,
      PublishSettings settings) {
    this.sender = sender;
    this.inFlight = inFlight;
    this.broker = broker;
    this.acknowledgements = acknowledgements;
    this.settings = settings;
  }

  @Override
  public Mono<PublishOutcome> publish(List<Visit> visits, @Nullable String traceparent) {
    return visits.isEmpty()
        ? Mono.just(Published.NOTHING)
        : Mono.defer(() -> admit(visits, Records.headers(traceparent)));
  }

  private Mono<PublishOutcome> admit(List<Visit> visits, List<Header> headers) {
    if (!broker.seen().isUp()) {
      return unavailable(Unavailable.Reason.BROKER_AWAY);
    }
    if (!inFlight.tryAdd(visits.size())) {
      return unavailable(Unavailable.Reason.TOO_MANY_IN_FLIGHT);
    }
    return send(visits, headers)
        .doFinally(end -> inFlight.remove(visits.size()))
        .transform(Contexts::here);
  }

  private Mono<PublishOutcome> send(List<Visit> visits, List<Header> headers) {
    return sender
        .send(records(visits, headers))
        .<Map<Integer, Long>>reduceWith(HashMap::new, this::advance)
        .transform(Deadlines.within(settings.deadline()))
        .<PublishOutcome>map(Published::new)
        .onErrorResume(this::notAcknowledged);
  }

  private static Flux<SenderRecord<byte[], byte[], Visit>> records(
      List<Visit> visits, List<Header> headers) {
    return Flux.fromIterable(visits).map(visit -> Records.record(visit, headers));
  }

  private Map<Integer, Long> advance(Map<Integer, Long> nextOffsets, SenderResult<Visit> result) {
    RecordMetadata metadata = result.recordMetadata();
    acknowledgements.add(metadata.partition(), metadata.offset());
    nextOffsets.merge(metadata.partition(), metadata.offset() + 1, Math::max);
    return nextOffsets;
  }

  private Mono<PublishOutcome> notAcknowledged(Throwable error) {
    log.warn("records were not acknowledged: {}", error.toString());
    return unavailable(Unavailable.Reason.NOT_ACKNOWLEDGED);
  }

  private Mono<PublishOutcome> unavailable(Unavailable.Reason reason) {
    return Mono.just(new Unavailable(reason, settings.retryAfter()));
  }
}
