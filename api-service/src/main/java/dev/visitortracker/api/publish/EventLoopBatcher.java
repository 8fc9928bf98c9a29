package dev.visitortracker.api.publish;

import static dev.visitortracker.api.publish.PublishOutcome.Reason.NOT_ACKNOWLEDGED;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.visitortracker.api.lifecycle.Detached;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import io.netty.util.concurrent.EventExecutor;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderResult;
import reactor.util.concurrent.Queues;

/**
 * The calls of one event loop. Those that come in one turn of the loop leave as one {@code send},
 * and their acknowledgements come back to the loop as one task: two changes of thread, a deadline
 * and a chain of operators for all of them instead of for each.
 *
 * <p>What waits here is bounded by {@link InFlightRecords}. Only the event loop touches the state.
 */
final class EventLoopBatcher {
  private static final Logger log = LoggerFactory.getLogger(EventLoopBatcher.class);

  /** The most records in one send. Reactor Kafka keeps this many under way; more would wait. */
  private static final int RECORDS = Queues.SMALL_BUFFER_SIZE;

  private final EventExecutor loop;
  private final Scheduler scheduler;
  private final KafkaSender<byte[], byte[]> sender;
  private final Acknowledgements acknowledgements;
  private final PublishSettings settings;
  private SendBatch turn = new SendBatch();

  EventLoopBatcher(
      EventExecutor loop,
      KafkaSender<byte[], byte[]> sender,
      Acknowledgements acknowledgements,
      PublishSettings settings) {
    this.loop = loop;
    this.scheduler = Schedulers.fromExecutorService(loop);
    this.sender = sender;
    this.acknowledgements = acknowledgements;
    this.settings = settings;
  }

  boolean isHere() {
    return loop.inEventLoop();
  }

  /** The caller is answered on the event loop. */
  void add(PublishCall call) {
    if (isHere()) {
      join(call);
    } else {
      loop.execute(() -> join(call));
    }
  }

  private void join(PublishCall call) {
    turn.add(call);
    if (turn.size() >= RECORDS) {
      endTurn();
    } else if (turn.calls().size() == 1) {
      loop.execute(this::endTurn);
    }
  }

  private void endTurn() {
    SendBatch ended = turn;
    turn = new SendBatch();
    if (!ended.calls().isEmpty()) {
      Detached.run(send(ended));
    }
  }

  /** At the deadline the callers are answered; results that come later are counted all the same. */
  private Mono<Void> send(SendBatch turn) {
    return Mono.using(
            () -> loop.schedule(() -> late(turn), settings.deadline().toNanos(), NANOSECONDS),
            deadline -> results(turn),
            deadline -> deadline.cancel(false))
        .onErrorResume(
            error -> {
              giveUp(turn, error.toString());
              return Mono.empty();
            })
        .doFinally(end -> giveUp(turn, "their results did not come"));
  }

  private Mono<Void> results(SendBatch turn) {
    return Flux.defer(() -> sender.send(turn.records()))
        .publishOn(scheduler)
        .doOnNext(result -> answered(result, turn))
        .take(turn.size())
        .then(Mono.defer(turn::end));
  }

  private void answered(SenderResult<PublishCall> result, SendBatch turn) {
    if (result.exception() != null) {
      turn.failed(result);
      return;
    }
    RecordMetadata record = result.recordMetadata();
    acknowledgements.add(record.partition(), record.offset());
    result.correlationMetadata().acknowledged(record);
  }

  private void late(SendBatch turn) {
    giveUp(turn, "nothing came within " + settings.deadline());
  }

  private void giveUp(SendBatch turn, String why) {
    if (turn.giveUp(new Unavailable(NOT_ACKNOWLEDGED, settings.retryAfter()))) {
      log.warn("records were not acknowledged: {}", why);
    }
  }
}
