package dev.visitortracker.worker.command;

import dev.visitortracker.worker.deadletter.LetterFilter;
import dev.visitortracker.worker.deadletter.Reason;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that select dead letters. */
final class LetterOptions {
  @Option(
      names = "--reason",
      split = ",",
      paramLabel = "REASON",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  List<Reason> reasons = List.of();

  @Option(
      names = "--source-partition",
      split = ",",
      paramLabel = "N",
      description = "Only letters that were read from these partitions.")
  List<Integer> sourcePartitions = List.of();

  @Option(names = "--from", paramLabel = "TIME", description = "Kept at this time or later.")
  @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Kept before this time.")
  @Nullable Instant to;

  @Option(
      names = "--from-offset",
      paramLabel = "OFFSET",
      description = "From this offset of the topic of dead letters on.")
  @Nullable Long fromOffset;

  @Option(names = "--to-offset", paramLabel = "OFFSET", description = "Before this offset.")
  @Nullable Long toOffset;

  LetterFilter filter(CommandLine command) {
    try {
      return new LetterFilter(
          new HashSet<>(reasons), new HashSet<>(sourcePartitions), from, to, fromOffset, toOffset);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, Texts.sentence(e), e);
    }
  }
}
