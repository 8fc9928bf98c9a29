package dev.visitortracker.api.replica;

import dev.visitortracker.api.replica.selection.Candidate;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One database server that serves reads: its connections and how it is. */
final class Node implements Candidate {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final String name;
  private final int weight;
  private final NodeConnections reads;
  private final NodeConnections probes;
  private final InstantSource clock;
  private final AtomicReference<NodeState> state;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Lag lag = new Lag();

  Node(
      String name, int weight, NodeConnections reads, NodeConnections probes, InstantSource clock) {
    this.name = name;
    this.weight = weight;
    this.reads = reads;
    this.probes = probes;
    this.clock = clock;
    this.state =
        new AtomicReference<>(
            new NodeState(
                NodeState.Kind.DOWN,
                clock.instant(),
                null,
                null,
                ProbeResult.NONE,
                "not asked yet"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int inFlight() {
    return inFlight.get();
  }

  NodeState state() {
    return state.get();
  }

  /** Whether it takes writes, as its last good probe has shown. */
  boolean isPrimary() {
    return state().seen().isPrimary();
  }

  <T> Mono<T> read(Function<Connection, Mono<T>> work) {
    return Mono.defer(
            () -> {
              inFlight.incrementAndGet();
              return reads.with(work);
            })
        .doFinally(end -> inFlight.decrementAndGet());
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

  /**
   * A probe has come back. Old data are better than none: only where another node shows more does
   * this one leave the rotation, so the one that is furthest never does.
   *
   * @param elsewhere the furthest place of the log that another node shows now
   */
  void answered(Duration latency, ProbeResult seen, long elsewhere, Duration maxLag) {
    Duration behind = lag.of(seen, Math.max(elsewhere, seen.received()), clock.instant());
    // One that lagged must have caught up well before it comes back, or it would come and go.
    Duration bound = state().kind() == NodeState.Kind.LAGGING ? maxLag.dividedBy(2) : maxLag;
    if (behind.compareTo(bound) > 0 && elsewhere > seen.shown()) {
      String reason = "another one shows what it has lacked for " + behind.toMillis() + " ms";
      enter(NodeState.Kind.LAGGING, latency, behind, seen, reason);
    } else {
      enter(NodeState.Kind.USABLE, latency, behind, seen, null);
    }
  }

  /** It takes writes, though another server was promoted after it: what it has counts no longer. */
  void replaced(Duration latency) {
    String reason = "another server has been promoted since";
    enter(NodeState.Kind.REPLACED, latency, null, ProbeResult.NONE, reason);
  }

  /**
   * What it had counts no longer: who comes back under its name may be another server. Callers see
   * words of ours, the log has what it was.
   */
  void lost(Throwable error) {
    String words = ReadFailure.words(error);
    NodeState before = enter(NodeState.Kind.DOWN, null, null, ProbeResult.NONE, words);
    if (!words.equals(before.reason())) {
      log.info("{} {}: {}", name, words, error.toString());
    }
  }

  private NodeState enter(
      NodeState.Kind kind,
      @Nullable Duration latency,
      @Nullable Duration behind,
      ProbeResult seen,
      @Nullable String reason) {
    Instant now = clock.instant();
    NodeState before =
        state.getAndUpdate(
            old ->
                new NodeState(
                    kind, old.kind() == kind ? old.since() : now, latency, behind, seen, reason));
    if (before.kind() != kind) {
      log.info(
          "{} is {} after {}{}", name, kind, before.kind(), reason == null ? "" : ": " + reason);
    }
    return before;
  }
}
