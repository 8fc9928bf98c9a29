package dev.visitortracker.worker.audit;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.TopicState;
import dev.visitortracker.worker.progress.Watermark;
import dev.visitortracker.worker.progress.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Compares the API, Kafka, the watermarks, the rows and the rollups of one topic. Changes nothing.
 */
public final class Audit {
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

  private final String topic;
  private final TopicOffsets offsets;
  private final PrimaryDatabase database;
  private final Watermarks watermarks;

  public Audit(String topic, TopicOffsets offsets, PrimaryDatabase database) {
    this.topic = topic;
    this.offsets = offsets;
    this.database = database;
    this.watermarks = new Watermarks(database);
  }

  /**
   * Compares once; slow where the table is large.
   *
   * @param apis of the instances of the API, read before
   * @param accepted what the clients or the API count, if known
   * @param redriven how many dead letters were put back since the topic began
   */
  public Mono<AuditReport> run(List<ApiLedger> apis, @Nullable Long accepted, long redriven) {
    return DatabaseSnapshot.read(database)
        .flatMap(
            snapshot ->
                Mono.zip(
                    offsets.state(topic),
                    letters(),
                    (kafka, letters) -> new Comparison(topic, apis, snapshot, kafka, letters)))
        .map(comparison -> comparison.report(accepted, redriven));
  }

  /** Completes when nothing is in flight, or when the time is over. */
  public Mono<Void> drained(Duration atMost) {
    return Mono.defer(this::inFlight)
        .filter(inFlight -> inFlight == 0)
        .repeatWhenEmpty(checks -> checks.delayElements(CHECK_INTERVAL))
        .timeout(atMost, Mono.empty())
        .then();
  }

  private Mono<Long> inFlight() {
    return watermarks
        .of(topic)
        .zipWith(offsets.state(topic))
        .map(both -> inFlight(both.getT1(), both.getT2()));
  }

  private static long inFlight(List<Watermark> rows, TopicState kafka) {
    Map<Integer, Watermark> byPartition =
        rows.stream().collect(Collectors.toMap(Watermark::partition, Function.identity()));
    return kafka.partitions().values().stream()
        .map(range -> PartitionAudit.of(range, kafka.id(), byPartition.get(range.partition())))
        .mapToLong(PartitionAudit::inFlight)
        .sum();
  }

  /** Offsets are never given twice, so the end counts also what Kafka has dropped since. */
  private Mono<Long> letters() {
    return offsets
        .bounds(Topics.DEAD_LETTERS)
        .map(bounds -> bounds.values().stream().mapToLong(OffsetRange::to).sum());
  }
}
