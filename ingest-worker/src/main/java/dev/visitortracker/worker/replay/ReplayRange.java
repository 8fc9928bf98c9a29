package dev.visitortracker.worker.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an operator asked to have replayed; an absent end means everything that Kafka has. */
public sealed interface ReplayRange {

  /** The name of the range; a replay that was killed is found again by it. */
  String name();

  /** By the time at which records were produced, {@code from <= time < to}. */
  record Times(@Nullable Instant from, @Nullable Instant to) implements ReplayRange {
    public Times {
      if (from != null && to != null && !from.isBefore(to)) {
        throw new IllegalArgumentException("from " + from + " is not before to " + to);
      }
    }

    @Override
    public String name() {
      return (from == null ? "start" : from) + ".." + (to == null ? "end" : to);
    }
  }

  /** By offset, {@code from <= offset < to}. */
  record Offsets(@Nullable OffsetBound from, @Nullable OffsetBound to) implements ReplayRange {
    @Override
    public String name() {
      return "offsets " + (from == null ? "start" : from) + ".." + (to == null ? "end" : to);
    }
  }
}
