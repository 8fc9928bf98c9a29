package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.Gap;
import dev.visitortracker.worker.progress.Ledger;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.TopicState;
import dev.visitortracker.worker.progress.Watermark;
import dev.visitortracker.worker.progress.Watermarks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Where each partition of a topic is read on from: its watermark, if Kafka still has what comes
 * next. Kafka is always asked after PostgreSQL, so that its end is never before a watermark.
 */
public final class StartOffsets {
  private final String topic;
  private final TopicOffsets kafka;
  private final Watermarks watermarks;
  private final Ledger ledger;

  public StartOffsets(String topic, TopicOffsets kafka, Watermarks watermarks, Ledger ledger) {
    this.topic = topic;
    this.kafka = kafka;
    this.watermarks = watermarks;
    this.ledger = ledger;
  }

  /**
   * Where one partition begins.
   *
   * @param offset the watermark
   * @param gap why it cannot be read on from there, or null where it can
   */
  record Start(int partition, long offset, @Nullable Gap gap) {}

  /**
   * For each of the given partitions. One that was never read begins at the first offset that Kafka
   * still has.
   *
   * @param patience how long each of the three questions, Kafka, PostgreSQL, Kafka, may take
   * @return an error signal {@link WatermarksUnreadableException} where PostgreSQL does not answer
   */
  Mono<List<Start>> of(Collection<Integer> partitions, Duration patience) {
    Mono<TopicState> now = kafka.state(topic).timeout(patience);
    return now.flatMap(
            state ->
                watermarks
                    .begin(topic, state.id(), firstOffsets(state, partitions))
                    .then(Mono.defer(() -> ledger.of(topic)))
                    .timeout(patience)
                    .onErrorMap(WatermarksUnreadableException::new))
        .flatMap(rows -> now.map(state -> starts(partitions, rows, state)));
  }

  /** Why partitions of the topic cannot be read on, in their order; empty where all can. */
  public Mono<List<Gap>> gaps() {
    return ledger
        .of(topic)
        .flatMap(
            rows ->
                kafka
                    .state(topic)
                    .map(
                        state ->
                            rows.stream()
                                .filter(row -> state.partitions().containsKey(row.partition()))
                                .map(row -> gap(row, state))
                                .filter(Objects::nonNull)
                                .toList()));
  }

  private static Map<Integer, Long> firstOffsets(TopicState state, Collection<Integer> partitions) {
    return partitions.stream()
        .collect(Collectors.toMap(Function.identity(), number -> bounds(state, number).from()));
  }

  private static List<Start> starts(
      Collection<Integer> partitions, List<Watermark> rows, TopicState state) {
    return rows.stream()
        .filter(row -> partitions.contains(row.partition()))
        .map(row -> new Start(row.partition(), row.nextOffset(), gap(row, state)))
        .toList();
  }

  private static @Nullable Gap gap(Watermark row, TopicState state) {
    return Gap.between(row, state.id(), bounds(state, row.partition()));
  }

  private static OffsetRange bounds(TopicState state, int partition) {
    return Objects.requireNonNull(
        state.partitions().get(partition), "Kafka knows the partitions that it assigns");
  }
}
