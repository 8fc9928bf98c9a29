package dev.visitortracker.api.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * All metrics of this service. Sums that hold whenever no request is in flight:
 *
 * <pre>
 *   visits.received = visits.accepted + visits.rejected + visits.repeated + visits.unavailable
 *   traffic.seen    = traffic.published + traffic.dropped
 * </pre>
 *
 * <p>Worry when {@code visits.unavailable} or {@code traffic.dropped} grow: Kafka does not keep up.
 */
@Component
public final class Metrics {
  private final MeterRegistry registry;
  private final Counter received;
  private final Counter accepted;
  private final Counter rejected;
  private final Counter repeated;
  private final Counter unavailable;
  private final Counter trafficSeen;
  private final Counter trafficPublished;
  private final Counter trafficDropped;

  public Metrics(MeterRegistry registry) {
    this.registry = registry;
    received = registry.counter("visits.received");
    accepted = registry.counter("visits.accepted");
    rejected = registry.counter("visits.rejected");
    repeated = registry.counter("visits.repeated");
    unavailable = registry.counter("visits.unavailable");
    trafficSeen = registry.counter("traffic.seen");
    trafficPublished = registry.counter("traffic.published");
    trafficDropped = registry.counter("traffic.dropped");
  }

  /** Events that stood in a body, good or not. */
  public void received(int visits) {
    received.increment(visits);
  }

  /** Events that Kafka has acknowledged. */
  public void accepted(int visits) {
    accepted.increment(visits);
  }

  /** Events that broke a rule. */
  public void rejected(int visits) {
    rejected.increment(visits);
  }

  /** Events whose id stood in the same body before. */
  public void repeated(int visits) {
    repeated.increment(visits);
  }

  /** Good events that Kafka has not acknowledged in time; their senders were told to retry. */
  public void unavailable(int visits) {
    unavailable.increment(visits);
  }

  /**
   * Requests that were answered before they reached a route; the types of problem are a closed set.
   */
  public void requestRefused(String type) {
    registry.counter("requests.refused", "type", type).increment();
  }

  /** Connections that were closed because a body that nobody reads would not end. */
  public void connectionCut() {
    registry.counter("connections.cut").increment();
  }

  /**
   * Connections that are open; the bound is connection.max-connections.
   *
   * @param max the bound itself
   */
  public void connections(Supplier<Number> connections, int max) {
    Gauge.builder("connections", connections).register(registry);
    Gauge.builder("connections.max", () -> max).register(registry);
  }

  /**
   * Streams of HTTP/2 that are open; the bound is connection.max-streams.
   *
   * @param max the bound
   */
  public void streamsOfHttp2(Supplier<Number> streams, int max) {
    Gauge.builder("http2.streams", streams).register(registry);
    Gauge.builder("http2.streams.max", () -> max).register(registry);
  }

  /** Streams of HTTP/2 that were refused: the bound connection.max-streams. */
  public void streamRefused() {
    registry.counter("http2.streams.refused").increment();
  }

  /** Connections that were closed at once: the bound connection.max-connections. */
  public void connectionRefused() {
    registry.counter("connections.refused").increment();
  }

  /** Connections whose client took nothing of what waited: the bound connection.reader-stall. */
  public void readerCut() {
    registry.counter("connections.stalled").increment();
  }

  /** Single events under a key, by what was known of attempts before; a closed set. */
  public void keyed(String seen) {
    registry.counter("visits.keyed", "seen", seen).increment();
  }

  /** Answers of ours that should become visits. */
  public void trafficSeen() {
    trafficSeen.increment();
  }

  public void trafficPublished(int visits) {
    trafficPublished.increment(visits);
  }

  public void trafficDropped(int visits) {
    trafficDropped.increment(visits);
  }

  /** The sums so far; read in such an order that no sum is ahead of what it is a part of. */
  public Outcomes outcomes() {
    long acceptedSoFar = (long) accepted.count();
    long rejectedSoFar = (long) rejected.count();
    long repeatedSoFar = (long) repeated.count();
    long unavailableSoFar = (long) unavailable.count();
    long publishedSoFar = (long) trafficPublished.count();
    long droppedSoFar = (long) trafficDropped.count();
    return new Outcomes(
        (long) received.count(),
        acceptedSoFar,
        rejectedSoFar,
        repeatedSoFar,
        unavailableSoFar,
        (long) trafficSeen.count(),
        publishedSoFar,
        droppedSoFar);
  }

  /**
   * Records given to Kafka and not acknowledged yet; its bound is a setting of the stage publish.
   */
  public void publishInFlight(Supplier<Number> records) {
    Gauge.builder("publish.in.flight.records", records).register(registry);
  }

  /**
   * Bytes of bodies and of records in flight; the bound is ingest.max-bytes-in-flight.
   *
   * @param max the bound itself
   */
  public void bytesInFlight(Supplier<Number> bytes, long max) {
    Gauge.builder("ingest.in.flight.bytes", bytes).register(registry);
    Gauge.builder("ingest.in.flight.max.bytes", () -> max).register(registry);
  }

  /** Requests that wait until a node is far enough; the bound is token.max-waiting. */
  public void waitingForNodes(Supplier<Number> requests) {
    Gauge.builder("waiting.requests", requests).register(registry);
  }

  /**
   * A read that had to show a write, and how long it waited for a node that can.
   *
   * @param reached which nodes could; a closed set
   */
  public void readAfter(String reached, Duration waited) {
    registry.timer("read.after.wait", "reached", reached).record(waited);
  }

  /** 1 while a replica is in the rotation, else 0. The names of replicas are configured. */
  public void replicaUsable(String replica, Supplier<Number> usable) {
    Gauge.builder("replica.usable", usable).tag("replica", replica).register(registry);
  }

  public void replicaPrimary(String replica, Supplier<Number> primary) {
    Gauge.builder("replica.primary", primary).tag("replica", replica).register(registry);
  }

  /** Answers that are compressed as they are made; the bound is coding.max-coded-streams. */
  public void codedStreams(Supplier<Number> answers) {
    Gauge.builder("answers.coded.streams", answers).register(registry);
  }

  /** Answers that were sent as they are: the bound coding.max-coded-streams. */
  public void codedStreamRefused() {
    registry.counter("answers.coded.streams.refused").increment();
  }

  /** Streams of the live tail; the bound is tail.max-subscribers. */
  public void streams(Supplier<Number> streams) {
    Gauge.builder("streams", streams).register(registry);
  }

  /** The streams that are reading what they have missed; the bound is tail.max-catch-ups. */
  public void streamsCatchingUp(Supplier<Number> streams) {
    Gauge.builder("streams.catching.up", streams).register(registry);
  }

  /**
   * A stream whose reader came back with an id that cannot be read, and has missed something.
   *
   * @param reason of a closed list
   */
  public void streamBeganAnew(String reason) {
    registry.counter("streams.begun.anew", "reason", reason).increment();
  }

  /** A stream whose reader took less than came: the bound tail.max-buffer. */
  public void streamFellBehind() {
    registry.counter("streams.fallen.behind").increment();
  }

  /**
   * A stream that was ended here.
   *
   * @param reason a closed set; BUSY is the bound tail.catch-up-wait, STALLED tail.stall
   */
  public void streamEnded(String reason) {
    registry.counter("streams.ended", "reason", reason).increment();
  }

  /**
   * A read that was given to a node. Of those that have begun, what has not ended was cancelled or
   * is under way.
   */
  public void readBegun(String replica) {
    registry.counter("replica.reads.begun", "replica", replica).increment();
  }

  /**
   * A read that a node has served or failed.
   *
   * @param outcome a closed set
   */
  public void readEnded(String replica, String outcome) {
    registry.counter("replica.reads.ended", "replica", replica, "outcome", outcome).increment();
  }

  /** Reads that a node has not answered yet; their bound is nine times replica.pool-size. */
  public void readsInFlight(String replica, Supplier<Number> reads) {
    Gauge.builder("replica.reads.in.flight", reads).tag("replica", replica).register(registry);
  }

  /**
   * A read that its first node took long for.
   *
   * @param outcome {@code sent} to a second node, or {@code refused} by the budget; {@code won} in
   *     addition where the second node was first
   */
  public void hedge(String outcome) {
    registry.counter("replica.hedges", "outcome", outcome).increment();
  }

  /** Statistics that were asked for, by where they came from; the sources are a closed set. */
  public void cacheAnswered(String source) {
    registry.counter("cache.answers", "source", source).increment();
  }

  /**
   * A read of statistics that only one instance should do.
   *
   * @param outcome {@code taken} by this one, {@code held} by another, or {@code taken_over} from
   *     one that took too long
   */
  public void cacheLease(String outcome) {
    registry.counter("cache.leases", "outcome", outcome).increment();
  }
}
