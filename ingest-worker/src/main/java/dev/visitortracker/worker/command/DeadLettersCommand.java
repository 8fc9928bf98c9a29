package dev.visitortracker.worker.command;

import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.deadletter.KeptLetter;
import dev.visitortracker.worker.deadletter.LetterFilter;
import dev.visitortracker.worker.deadletter.LetterTopic;
import dev.visitortracker.worker.deadletter.Redrive;
import dev.visitortracker.worker.deadletter.RedriveCounts;
import dev.visitortracker.worker.deadletter.RedriveSender;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.decode.DecodeSettings;
import dev.visitortracker.worker.range.RangeReader;
import dev.visitortracker.worker.range.ReadProgress;
import dev.visitortracker.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** The command {@code dead-letters list|show|redrive}. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Looks at what could not be stored, and puts it back.")
final class DeadLettersCommand {
  private final Supplier<WorkerSettings> settings;

  @Spec CommandSpec spec = CommandSpec.create();

  DeadLettersCommand(Supplier<WorkerSettings> settings) {
    this.settings = settings;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "One line for each dead letter, oldest first.")
  int list(
      @Mixin LetterOptions options,
      @Option(
              names = "--limit",
              defaultValue = "100",
              paramLabel = "N",
              description = "How many lines at most (default: ${DEFAULT-VALUE}).")
          int limit)
      throws Exception {
    CommandLine command = subcommand("list");
    LetterFilter filter = options.filter(command);
    if (limit < 1) {
      throw new ParameterException(command, "--limit must be at least 1");
    }
    return withTopic(
        settings.get(),
        topic -> {
          out().println(LetterText.HEAD);
          ReadProgress progress = new ReadProgress();
          Mono<Long> listing =
              topic
                  .letters(filter, progress)
                  .take(limit + 1L)
                  .index()
                  .doOnNext(numbered -> line(numbered.getT1(), numbered.getT2(), limit))
                  .count();
          long found = IngestCommands.waitFor(new ProgressLine(progress, err()).during(listing));
          out().printf("%d dead letters%n", Math.min(found, limit));
          return ExitCode.DONE;
        });
  }

  private void line(long index, KeptLetter letter, int limit) {
    if (index < limit) {
      out().println(LetterText.line(letter));
    } else {
      out().printf("there are more: --limit, or --from-offset %d%n", letter.record().offset());
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "All about one dead letter, with its original bytes.")
  int show(
      @Option(names = "--offset", required = true, paramLabel = "OFFSET", description = "Which.")
          long offset,
      @Option(
              names = "--partition",
              defaultValue = "0",
              paramLabel = "N",
              description = "Of the topic of dead letters (default: ${DEFAULT-VALUE}).")
          int partition)
      throws Exception {
    return withTopic(
        settings.get(),
        topic -> {
          Optional<KeptLetter> letter =
              IngestCommands.waitFor(topic.letter(partition, offset).singleOptional());
          if (letter.isEmpty()) {
            err().printf("show: Kafka has no dead letter %d@%d%n", partition, offset);
            return ExitCode.BAD_NEWS;
          }
          out().print(LetterText.all(letter.get()));
          return ExitCode.DONE;
        });
  }

  @Command(
      name = "redrive",
      mixinStandardHelpOptions = true,
      description = {
        "Puts dead letters back to the visits, with their original bytes.",
        "What cannot be stored this time either becomes a letter again, up to --max-redrives times."
      })
  int redrive(
      @Mixin LetterOptions options,
      @Option(
              names = "--max-redrives",
              defaultValue = "3",
              paramLabel = "N",
              description =
                  "Letters that were put back so often are left (default: ${DEFAULT-VALUE}).")
          int maxRedrives,
      @Option(names = "--dry-run", description = "Only say how many would go, and be readable.")
          boolean dryRun)
      throws Exception {
    CommandLine command = subcommand("redrive");
    LetterFilter filter = options.filter(command);
    if (maxRedrives < 1) {
      throw new ParameterException(command, "--max-redrives must be at least 1");
    }
    WorkerSettings read = settings.get();
    return withTopic(
        read,
        topic -> {
          Redrive redrive = new Redrive(topic, maxRedrives);
          RedriveCounts report =
              dryRun ? dryRun(redrive, filter, read) : run(redrive, filter, read);
          print(report, dryRun, maxRedrives);
          return ExitCode.DONE;
        });
  }

  private RedriveCounts run(Redrive redrive, LetterFilter filter, WorkerSettings read)
      throws Exception {
    ReadProgress progress = new ReadProgress();
    try (RedriveSender sender = new RedriveSender(read.kafka().bootstrapServers())) {
      return IngestCommands.waitFor(
          new ProgressLine(progress, err()).during(redrive.run(filter, sender, progress)));
    }
  }

  private RedriveCounts dryRun(Redrive redrive, LetterFilter filter, WorkerSettings read)
      throws Exception {
    ReadProgress progress = new ReadProgress();
    return IngestCommands.waitFor(
        new ProgressLine(progress, err())
            .during(redrive.dryRun(filter, readable(read.decode()), progress)));
  }

  private static Predicate<SourceRecord> readable(DecodeSettings decode) {
    BatchDecoder decoder = new BatchDecoder(decode, InstantSource.system());
    return record ->
        decoder
            .decode(new SourceBatch(0, record.topic(), List.of(record), List.of(), () -> {}))
            .deadLetters()
            .isEmpty();
  }

  private void print(RedriveCounts report, boolean dryRun, int maxRedrives) {
    if (dryRun) {
      out()
          .printf(
              "%d dead letters would be put back, of which %d are readable now%n",
              report.redriven(), report.readable());
    } else {
      out().printf("%d dead letters were put back%n", report.redriven());
    }
    if (report.left() > 0) {
      out().printf("%d were put back %d times before and are left%n", report.left(), maxRedrives);
    }
  }

  private int withTopic(WorkerSettings read, Work work) throws Exception {
    try (TopicOffsets offsets = new TopicOffsets(read.kafka());
        RangeReader reader = new RangeReader(read.kafka(), read.consume())) {
      return work.on(new LetterTopic(offsets, reader));
    }
  }

  private interface Work {
    int on(LetterTopic topic) throws Exception;
  }

  private CommandLine subcommand(String name) {
    return spec.commandLine().getSubcommands().getOrDefault(name, spec.commandLine());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
