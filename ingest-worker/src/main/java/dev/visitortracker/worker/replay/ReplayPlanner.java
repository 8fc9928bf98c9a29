package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.progress.OffsetRange;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Turns what was asked for into offsets, within what Kafka has now. */
public final class ReplayPlanner {
  private final TopicOffsets offsets;

  public ReplayPlanner(TopicOffsets offsets) {
    this.offsets = offsets;
  }

  /**
   * Plans the replay. A range with no offset in it, or one that names a partition that the topic
   * does not have, is an {@link EmptyRangeException}.
   */
  public Mono<ReplayPlan> plan(String topic, ReplayRange range, String name) {
    return offsets
        .state(topic)
        .flatMap(
            state ->
                ranges(topic, range, state.partitions())
                    .map(ranges -> new ReplayPlan(topic, state.id(), name, ranges)))
        .filter(plan -> plan.width() > 0)
        .switchIfEmpty(Mono.error(() -> nothing(topic, range)));
  }

  private static EmptyRangeException nothing(String topic, ReplayRange range) {
    return new EmptyRangeException(
        "Kafka has no records of %s in the range %s".formatted(topic, range.name()));
  }

  private Mono<List<OffsetRange>> ranges(
      String topic, ReplayRange range, Map<Integer, OffsetRange> bounds) {
    return switch (range) {
      case ReplayRange.Times times -> byTime(topic, times, bounds);
      case ReplayRange.Offsets asked -> byOffset(topic, asked, bounds);
    };
  }

  private Mono<List<OffsetRange>> byTime(
      String topic, ReplayRange.Times times, Map<Integer, OffsetRange> bounds) {
    return Mono.zip(
        at(topic, times.from()),
        at(topic, times.to()),
        (from, to) ->
            inOrder(bounds)
                .map(
                    bound ->
                        within(
                            bound,
                            times.from() == null
                                ? bound.from()
                                : from.getOrDefault(bound.partition(), bound.to()),
                            to.getOrDefault(bound.partition(), bound.to())))
                .toList());
  }

  private Mono<Map<Integer, Long>> at(String topic, @Nullable Instant time) {
    return time == null ? Mono.just(Map.of()) : offsets.at(topic, time);
  }

  private static Mono<List<OffsetRange>> byOffset(
      String topic, ReplayRange.Offsets asked, Map<Integer, OffsetRange> bounds) {
    return Stream.of(asked.from(), asked.to())
        .filter(Objects::nonNull)
        .flatMap(bound -> bound.partitions().stream())
        .filter(partition -> !bounds.containsKey(partition))
        .min(Comparator.naturalOrder())
        .<Mono<List<OffsetRange>>>map(missing -> Mono.error(noPartition(topic, missing, bounds)))
        .orElseGet(() -> Mono.just(narrow(asked, bounds)));
  }

  private static EmptyRangeException noPartition(
      String topic, int missing, Map<Integer, OffsetRange> bounds) {
    return new EmptyRangeException(
        "%s has no partition %d, only 0 to %d".formatted(topic, missing, bounds.size() - 1));
  }

  private static List<OffsetRange> narrow(
      ReplayRange.Offsets asked, Map<Integer, OffsetRange> bounds) {
    return inOrder(bounds).map(bound -> narrow(bound, asked)).filter(Objects::nonNull).toList();
  }

  private static @Nullable OffsetRange narrow(OffsetRange bound, ReplayRange.Offsets asked) {
    Long from =
        asked.from() == null ? Long.valueOf(bound.from()) : asked.from().of(bound.partition());
    Long to = asked.to() == null ? Long.valueOf(bound.to()) : asked.to().of(bound.partition());
    return from == null || to == null ? null : within(bound, from, to);
  }

  private static OffsetRange within(OffsetRange bound, long from, long to) {
    long end = Math.clamp(to, bound.from(), bound.to());
    return new OffsetRange(bound.partition(), Math.clamp(from, bound.from(), end), end);
  }

  private static Stream<OffsetRange> inOrder(Map<Integer, OffsetRange> bounds) {
    return bounds.values().stream().sorted(Comparator.comparing(OffsetRange::partition));
  }
}
