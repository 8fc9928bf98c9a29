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

  public Mono<ReplayPlan> plan(String topic, ReplayRange range, String name) {
    return offsets
        .state(topic)
        .flatMap(
            state ->
                ranges(topic, range, state.partitions())
                    .map(ranges -> new ReplayPlan(topic, state.id(), name, ranges)));
  }

  private Mono<List<OffsetRange>> ranges(
      String topic, ReplayRange range, Map<Integer, OffsetRange> bounds) {
    return switch (range) {
      case ReplayRange.Times times -> byTime(topic, times, bounds);
      case ReplayRange.Offsets asked -> Mono.just(byOffset(asked, bounds));
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

  private static List<OffsetRange> byOffset(
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
