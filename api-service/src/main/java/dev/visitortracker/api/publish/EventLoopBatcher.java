package dev.visitortracker.api.publish;

import static dev.visitortracker.api.publish.PublishOutcome.Reason.NOT_ACKNOWLEDGED;

import dev.visitortracker.api.lifecycle.Deadlines;
import dev.visitortracker.api.lifecycle.Detached;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  /** As many as one send keeps under way; more would wait for each other. */
  private static final int RECORDS = Queues.SMALL_BUFFER_SIZE;

  private final EventExecutor loop;
  private final Scheduler scheduler;
  private final KafkaSender<byte[], byte[]> sender;
  private final InFlightRecords inFlight;
  private final Acknowledgements acknowledgements;
  private final PublishSettings settings;
  private SendBatch turn = new SendBatch();

  EventLoopBatcher(
      EventExecutor loop,
      KafkaSender<byte[], byte[]> sender,
      InFlightRecords inFlight,
      Acknowledgements acknowledgements,
      PublishSettings settings) {
    this.loop = loop;
    this.scheduler = Schedulers.fromExecutorService(loop);
    this.sender = sender;
    this.inFlight = inFlight;
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

  private Mono<Void> send(SendBatch turn) {
    int records = turn.size();
    return sender
        .send(turn.records())
        .publishOn(scheduler)
        .doOnNext(result -> answered(result, turn))
        .take(records)
        .then(Mono.defer(turn::end))
        .transform(Deadlines.within(settings.deadline(), scheduler))
        .doOnError(error -> log.warn("records were not acknowledged: {}", error.toString()))
        .onErrorComplete()
        .doFinally(end -> giveUp(turn.calls()));
  }

  private void answered(SenderResult<PublishCall> result, SendBatch turn) {
    if (result.exception() != null) {
      turn.failed(result);
      return;
    }
    RecordMetadata record = result.recordMetadata();
    acknowledgements.add(record.partition(), record.offset());
    inFlight.remove(1);
    result.correlationMetadata().acknowledged(record);
  }

  private void giveUp(List<PublishCall> calls) {
    for (PublishCall call : calls) {
      if (call.unacknowledged() > 0) {
        inFlight.remove(call.unacknowledged());
        call.giveUp(new Unavailable(NOT_ACKNOWLEDGED, settings.retryAfter()));
      }
    }
  }
}
