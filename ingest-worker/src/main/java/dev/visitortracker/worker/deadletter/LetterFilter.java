package dev.visitortracker.worker.deadletter;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters a command is about; an empty set and an absent bound let all pass.
 *
 * @param reasons why they could not be stored
 * @param sourcePartitions the partitions that they were read from
 * @param from kept at this time or later
 * @param to kept before this time
 * @param fromOffset the first offset in the topic of dead letters
 * @param toOffset the offset before which to stop
 */
public record LetterFilter(
    Set<Reason> reasons,
    Set<Integer> sourcePartitions,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Long fromOffset,
    @Nullable Long toOffset) {

  /** All letters. */
  public static final LetterFilter ALL =
      new LetterFilter(Set.of(), Set.of(), null, null, null, null);

  public LetterFilter {
    reasons = Set.copyOf(reasons);
    sourcePartitions = Set.copyOf(sourcePartitions);
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("from " + from + " is not before to " + to);
    }
    if (fromOffset != null && toOffset != null && fromOffset >= toOffset) {
      throw new IllegalArgumentException(
          "from offset " + fromOffset + " is not before to offset " + toOffset);
    }
  }

  boolean matches(KeptLetter letter) {
    return (reasons.isEmpty()
            || reasons.stream().anyMatch(reason -> reason.name().equals(letter.reason())))
        && (sourcePartitions.isEmpty() || matchesSource(letter.source().partition()))
        && (from == null || !letter.keptAt().isBefore(from))
        && (to == null || letter.keptAt().isBefore(to));
  }

  private boolean matchesSource(@Nullable String partition) {
    return sourcePartitions.stream().anyMatch(number -> number.toString().equals(partition));
  }
}
