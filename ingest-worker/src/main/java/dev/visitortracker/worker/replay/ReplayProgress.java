package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.Watermark;
import dev.visitortracker.worker.progress.Watermarks;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** The part of a replay that is still to be done, by its watermarks. */
public final class ReplayProgress {
  private final Watermarks watermarks;

  public ReplayProgress(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  /**
   * The plan from where the replay of that name stopped; begins it where it is new, or where the
   * topic was recreated since.
   */
  Mono<ReplayPlan> left(ReplayPlan plan) {
    return watermarks
        .setAsideOthers(plan.key(), plan.topicId())
        .then(watermarks.create(plan.key(), plan.topicId(), plan.firstOffsets()))
        .then(watermarks.of(plan.key()))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(Watermark::partition, Function.identity())))
        .map(rows -> plan.withRanges(left(plan, rows)));
  }

  private static List<OffsetRange> left(ReplayPlan plan, Map<Integer, Watermark> rows) {
    return plan.ranges().stream()
        .map(range -> left(range, Objects.requireNonNull(rows.get(range.partition()))))
        .toList();
  }

  /** Refuses a range that would leave a hole: a watermark covers one range of its partition. */
  private static OffsetRange left(OffsetRange asked, Watermark row) {
    if (asked.from() < row.firstOffset() || asked.from() > row.nextOffset()) {
      throw new IllegalArgumentException(
          ("the replay of this name has read offsets %d to %d of partition %d, and what follows is"
                  + " to begin at %d: give another --name")
              .formatted(row.firstOffset(), row.nextOffset(), row.partition(), asked.from()));
    }
    return new OffsetRange(
        asked.partition(), row.nextOffset(), Math.max(row.nextOffset(), asked.to()));
  }
}
