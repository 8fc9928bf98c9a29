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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Finds the offsets at which a consumer goes on: for each partition the watermark, or the gap that
 * stands in the way. Kafka is always asked after PostgreSQL, so that its end is never before a
 * watermark.
 */
public final class StartOffsets {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

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
   * The start of each given partition, and of no other. A partition that was never read begins at
   * the first offset that Kafka still has; one without a leader has a gap.
   *
   * @param patience how long each of the three questions, Kafka, PostgreSQL, Kafka, may take
   * @return an error signal {@link WatermarksUnreadableException} where PostgreSQL does not answer
   */
  Mono<List<Start>> of(Collection<Integer> partitions, Duration patience) {
    Mono<TopicState> now =
        kafka.state(topic, partitions::contains, patience.dividedBy(2)).timeout(patience);
    return now.flatMap(
            state ->
                watermarks
                    .create(topic, state.id(), firstOffsets(state))
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
                    .state(topic, partition -> true, PATIENCE)
                    .map(state -> gaps(byPartition(rows), state)));
  }

  private static List<Gap> gaps(Map<Integer, Watermark> rows, TopicState state) {
    return Stream.concat(
            state.leaderless().stream(),
            state.partitions().keySet().stream().filter(rows::containsKey))
        .sorted()
        .map(partition -> gap(partition, rows.get(partition), state))
        .filter(Objects::nonNull)
        .toList();
  }

  private static Map<Integer, Long> firstOffsets(TopicState state) {
    return state.partitions().values().stream()
        .collect(Collectors.toMap(OffsetRange::partition, OffsetRange::from));
  }

  private static List<Start> starts(
      Collection<Integer> partitions, List<Watermark> rows, TopicState state) {
    Map<Integer, Watermark> byPartition = byPartition(rows);
    return partitions.stream()
        .map(partition -> start(partition, byPartition.get(partition), state))
        .toList();
  }

  private static Start start(int partition, @Nullable Watermark row, TopicState state) {
    return new Start(partition, nextOffset(row), gap(partition, row, state));
  }

  /** A partition may answer once and not the next time, so either may be missing. */
  private static @Nullable Gap gap(int partition, @Nullable Watermark row, TopicState state) {
    OffsetRange bounds = state.partitions().get(partition);
    return row == null || bounds == null
        ? new Gap.Leaderless(partition, nextOffset(row))
        : Gap.between(row, state.id(), bounds);
  }

  private static long nextOffset(@Nullable Watermark row) {
    return row == null ? 0 : row.nextOffset();
  }

  private static Map<Integer, Watermark> byPartition(List<Watermark> rows) {
    return rows.stream().collect(Collectors.toMap(Watermark::partition, Function.identity()));
  }
}
