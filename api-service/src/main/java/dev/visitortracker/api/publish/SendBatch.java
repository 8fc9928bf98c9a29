package dev.visitortracker.api.publish;

import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.kafka.sender.SenderRecord;
import reactor.kafka.sender.SenderResult;

/** The calls that leave as one send. Only the event loop of its lane touches it until then. */
final class SendBatch {
  private final List<PublishCall> calls = new ArrayList<>();
  private final Queue<SenderRecord<byte[], byte[], PublishCall>> records = new ArrayDeque<>();
  private @Nullable Exception firstFailure;

  void add(PublishCall call) {
    calls.add(call);
    call.addRecordsTo(records);
  }

  List<PublishCall> calls() {
    return calls;
  }

  int size() {
    return records.size();
  }

  /**
   * Stays open: where its source ends, reactor-kafka 1.3.25 can complete before the last results
   * are there, and drops them. Who sends counts the results instead.
   */
  Flux<SenderRecord<byte[], byte[], PublishCall>> records() {
    return Sinks.many().unicast().onBackpressureBuffer(records).asFlux();
  }

  void failed(SenderResult<PublishCall> result) {
    if (firstFailure == null) {
      firstFailure = result.exception();
    }
  }

  /** Answers the calls that are not over; whether there were any. */
  boolean giveUp(Unavailable outcome) {
    boolean wereOpen = false;
    for (PublishCall call : calls) {
      wereOpen |= call.giveUp(outcome);
    }
    return wereOpen;
  }

  /** Asked when all results are there. */
  Mono<Void> end() {
    return firstFailure == null ? Mono.empty() : Mono.error(firstFailure);
  }
}
