package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.Gap;
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
 * Finds the offsets at which a consumer goes on: for each partition the watermark, or the gap that
 * stands in the way. Kafka is always asked after PostgreSQL, so that its end is never before a
 * watermark.
 */
public final class StartOffsets {
  private final String topic;
  private final TopicOffsets kafka;
  private final Watermarks watermarks;

  public StartOffsets(String topic, TopicOffsets kafka, Watermarks watermarks) {
    this.topic = topic;
    this.kafka = kafka;
    this.watermarks = watermarks;
  }

  /**
   * Where reading one partition goes on.
   *
   * @param nextOffset the offset to read next, as the watermark has it
   * @param gap why reading cannot go on there, or null where it can
   */
  record Start(int partition, long nextOffset, @Nullable Gap gap) {}

  /**
   * The start of each given partition. A partition that was never read begins at the first offset
   * that Kafka still has.
   *
   * @param patience how long each of the three questions, Kafka, PostgreSQL, Kafka, may take
   * @return an error signal {@link WatermarksUnreadableException} where PostgreSQL does not answer
   */
  Mono<List<Start>> of(Collection<Integer> partitions, Duration patience) {
    Mono<TopicState> now = kafka.state(topic).timeout(patience);
    return now.flatMap(
            state ->
                watermarks
                    .create(topic, state.id(), firstOffsets(state, partitions))
                    .then(watermarks.of(topic))
                    .timeout(patience)
                    .onErrorMap(WatermarksUnreadableException::new))
        .flatMap(rows -> now.map(state -> starts(partitions, rows, state)));
  }

  /** The gaps of the topic's partitions, in their order; empty where there are none. */
  public Mono<List<Gap>> gaps() {
    return watermarks
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
