package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One database server that serves reads: its connections and how it is. */
final class Node {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final String name;
  private final Sessions reads;
  private final Sessions probes;
  private final InstantSource clock;
  private final AtomicReference<NodeState> state;

  Node(String name, Sessions reads, Sessions probes, InstantSource clock) {
    this.name = name;
    this.reads = reads;
    this.probes = probes;
    this.clock = clock;
    this.state =
        new AtomicReference<>(
            new NodeState(
                NodeState.Kind.DOWN, clock.instant(), null, null, Position.START, "not asked yet"));
  }

  String name() {
    return name;
  }

  NodeState state() {
    return state.get();
  }

  <T> Mono<T> read(Function<Connection, Mono<T>> work) {
    return reads.with(work);
  }

  /** Uses a connection of its own: a node whose pool is busy is not down. */
  <T> Mono<T> probe(Function<Connection, Mono<T>> question) {
    return probes.with(question);
  }

  /** Opens its connections, before it comes (back) into the rotation. */
  Mono<Integer> renew() {
    return reads.renew();
  }

  Mono<Void> close() {
    return reads.close().then(probes.close());
  }

  void answered(Duration latency, Sighting seen, Duration maxLag) {
    // One that lagged must have caught up well before it comes back, or it would come and go.
    Duration bound = state().kind() == NodeState.Kind.LAGGING ? maxLag.dividedBy(2) : maxLag;
    if (seen.lag().compareTo(bound) > 0) {
      String reason = "its data are " + seen.lag().toMillis() + " ms old";
      enter(NodeState.Kind.LAGGING, latency, seen.lag(), seen.position(), reason);
    } else {
      enter(NodeState.Kind.USABLE, latency, seen.lag(), seen.position(), null);
    }
  }

  /** What it had counts no longer: who comes back under its name may be another server. */
  void lost(Throwable error) {
    enter(NodeState.Kind.DOWN, null, null, Position.START, error.toString());
  }

  private void enter(
      NodeState.Kind kind,
      @Nullable Duration latency,
      @Nullable Duration lag,
      Position position,
      @Nullable String reason) {
    Instant now = clock.instant();
    NodeState before =
        state.getAndUpdate(
            old ->
                new NodeState(
                    kind, old.kind() == kind ? old.since() : now, latency, lag, position, reason));
    if (before.kind() != kind) {
      log.info(
          "{} is {} after {}{}", name, kind, before.kind(), reason == null ? "" : ": " + reason);
    }
  }
}
