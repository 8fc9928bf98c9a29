package dev.visitortracker.worker.command;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.StartOffsets;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.progress.Gap;
import dev.visitortracker.worker.progress.LossAcceptance;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.settings.WorkerSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code lost-records list|accept}. */
@Command(
    name = "lost-records",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Looks at partitions that stand still because Kafka does not have what comes next,",
      "and accepts the loss, after which they go on."
    })
final class LostRecordsCommand {
  private final Supplier<WorkerSettings> settings;

  @Spec CommandSpec spec = CommandSpec.create();

  LostRecordsCommand(Supplier<WorkerSettings> settings) {
    this.settings = settings;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "One line for each partition that stands still, with the offsets that are gone.",
        "Ends with 1 where there are any."
      })
  int list() throws Exception {
    return withGaps(
        (gaps, primary) -> {
          gaps.forEach(gap -> spec.commandLine().getOut().println(gap.sentence()));
          spec.commandLine().getOut().printf("%d partitions stand still%n", gaps.size());
          return gaps.isEmpty() ? ExitCode.DONE : ExitCode.BAD_NEWS;
        });
  }

  @Command(
      name = "accept",
      mixinStandardHelpOptions = true,
      description = {
        "Passes over what is gone, in one transaction, and books it as lost.",
        "Where the topic was recreated, its watermark starts over and nothing is passed over.",
        "A running worker goes on by itself."
      })
  int accept(
      @Option(
              names = "--partition",
              required = true,
              paramLabel = "N",
              description = "Which partition.")
          int partition)
      throws Exception {
    return withGaps(
        (gaps, primary) -> {
          Optional<Gap> gap =
              gaps.stream().filter(each -> each.partition() == partition).findFirst();
          return gap.isPresent()
              ? accept(gap.get(), primary)
              : badNews("partition %d misses nothing".formatted(partition));
        });
  }

  private int accept(Gap gap, PrimaryDatabase primary) throws Exception {
    if (gap instanceof Gap.Leaderless) {
      return badNews(gap.remedy());
    }
    if (!IngestCommands.waitFor(new LossAcceptance(primary).accept(Topics.VISIT_EVENTS, gap))) {
      return badNews("partition %d has moved meanwhile: look again".formatted(gap.partition()));
    }
    spec.commandLine()
        .getOut()
        .printf("accepted: %s; reading goes on at %d%n", gap.sentence(), gap.readableFrom());
    return ExitCode.DONE;
  }

  private int badNews(String sentence) {
    spec.commandLine().getErr().println("lost-records: " + sentence);
    return ExitCode.BAD_NEWS;
  }

  private int withGaps(Work work) throws Exception {
    WorkerSettings read = settings.get();
    try (PrimaryDatabase primary = new PrimaryDatabase(read.database(), "lost-records", 1);
        TopicOffsets offsets = new TopicOffsets(read.kafka())) {
      StartOffsets starts = new StartOffsets(Topics.VISIT_EVENTS, offsets, new Watermarks(primary));
      return work.on(IngestCommands.waitFor(starts.gaps()), primary);
    }
  }

  private interface Work {
    int on(List<Gap> gaps, PrimaryDatabase primary) throws Exception;
  }
}
