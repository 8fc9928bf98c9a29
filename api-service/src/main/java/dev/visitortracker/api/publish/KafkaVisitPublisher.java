package dev.visitortracker.api.publish;

import dev.visitortracker.api.publish.PublishOutcome.Published;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.event.Visit;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Admits calls and hands them to the lane of their event loop. Order between calls does not matter,
 * visits have no key.
 */
final class KafkaVisitPublisher implements VisitPublisher {
  private final List<EventLoopBatcher> lanes;
  private final InFlightRecords inFlight;
  private final BrokerState broker;
  private final PublishSettings settings;

  KafkaVisitPublisher(
      List<EventLoopBatcher> lanes,
      InFlightRecords inFlight,
      BrokerState broker,
      PublishSettings settings) {
    this.lanes = lanes;
    this.inFlight = inFlight;
    this.broker = broker;
    this.settings = settings;
  }

  @Override
  public Mono<PublishOutcome> publish(List<Visit> visits, @Nullable String traceparent) {
    return visits.isEmpty()
        ? Mono.just(Published.NOTHING)
        : Mono.defer(() -> admit(visits, Records.headers(traceparent)));
  }

  /** What was admitted is sent and counted, whether its caller waits to the end or not. */
  private Mono<PublishOutcome> admit(List<Visit> visits, List<Header> headers) {
    if (!broker.seen().isUp()) {
      return unavailable(PublishOutcome.Reason.BROKER_AWAY);
    }
    if (!inFlight.mayAdd(visits.size())) {
      return unavailable(PublishOutcome.Reason.TOO_MANY_IN_FLIGHT);
    }
    List<ProducerRecord<byte[], byte[]>> records = Records.of(visits, headers);
    return inFlight.tryAdd(records.size(), Records.sizeInBytes(records))
        ? Mono.create(caller -> send(new PublishCall(records, inFlight, caller)))
        : unavailable(PublishOutcome.Reason.TOO_MANY_IN_FLIGHT);
  }

  private void send(PublishCall call) {
    try {
      lane().add(call);
    } catch (RejectedExecutionException ended) {
      call.giveUp(new Unavailable(PublishOutcome.Reason.CLOSING, settings.retryAfter()));
    }
  }

  /** The batcher of this event loop. Calls from other threads are spread over all batchers. */
  private EventLoopBatcher lane() {
    for (EventLoopBatcher lane : lanes) {
      if (lane.isHere()) {
        return lane;
      }
    }
    return lanes.get(ThreadLocalRandom.current().nextInt(lanes.size()));
  }

  private Mono<PublishOutcome> unavailable(PublishOutcome.Reason reason) {
    return Mono.just(new Unavailable(reason, settings.retryAfter()));
  }
}
