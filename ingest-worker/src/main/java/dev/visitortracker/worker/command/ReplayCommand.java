package dev.visitortracker.worker.command;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.deadletter.DeadLetters;
import dev.visitortracker.worker.deadletter.KafkaDeadLetters;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.ReplicationLag;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.range.RangeReader;
import dev.visitortracker.worker.range.ReadProgress;
import dev.visitortracker.worker.replay.EmptyRangeException;
import dev.visitortracker.worker.replay.OffsetBound;
import dev.visitortracker.worker.replay.Pace;
import dev.visitortracker.worker.replay.Replay;
import dev.visitortracker.worker.replay.ReplayCounts;
import dev.visitortracker.worker.replay.ReplayDryRun;
import dev.visitortracker.worker.replay.ReplayPlan;
import dev.visitortracker.worker.replay.ReplayPlanner;
import dev.visitortracker.worker.replay.ReplayProgress;
import dev.visitortracker.worker.replay.ReplayRange;
import dev.visitortracker.worker.replay.StoredIds;
import dev.visitortracker.worker.settings.WorkerSettings;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import dev.visitortracker.worker.write.BatchWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** The command {@code replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Stores a range of a topic once more; visits that are stored already stay as they are.",
      "One that was interrupted goes on where it stopped when it is started in the same words.",
      "One that is finished has nothing left to do, unless it gets another --name."
    })
final class ReplayCommand implements Callable<Integer> {
  /** The writer's, the look at the replicas, the watermarks. */
  private static final int CONNECTIONS = 3;

  private final Supplier<WorkerSettings> settings;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Records with this RFC 3339 timestamp or a later one in Kafka (default: the first).")
  @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "Records before the first with this timestamp or later (default: to the present end).")
  @Nullable Instant to;

  @Option(
      names = "--from-offset",
      paramLabel = "OFFSET|P=OFFSET,...",
      description = "From this offset on, in all partitions or in those given.")
  @Nullable String fromOffset;

  @Option(
      names = "--to-offset",
      paramLabel = "OFFSET|P=OFFSET,...",
      description = "Before this offset, in all partitions or in those given.")
  @Nullable String toOffset;

  @Option(
      names = "--topic",
      defaultValue = Topics.VISIT_EVENTS,
      paramLabel = "TOPIC",
      description =
          "Any topic with visits in it, "
              + Topics.DEAD_LETTERS
              + " too (default: ${DEFAULT-VALUE}).")
  String topic = Topics.VISIT_EVENTS;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the replay is called in ingest_watermark (default: its range).")
  @Nullable String name;

  @Option(
      names = "--rate",
      paramLabel = "ROWS",
      description = "Visits a second at most (default: no limit).")
  @Nullable Integer rate;

  @Option(
      names = "--max-replica-lag",
      defaultValue = "1s",
      paramLabel = "DURATION",
      description = "Wait while a replica is further behind (default: ${DEFAULT-VALUE}).")
  Duration maxReplicaLag = Duration.ofSeconds(1);

  @Option(
      names = "--keep-dead-letters",
      description = {
        "Also put what cannot be stored to " + Topics.DEAD_LETTERS + ".",
        "Without it such records are counted and stay where they are: in the replayed topic."
      })
  boolean keepDeadLetters;

  @Option(names = "--dry-run", description = "Only say how many visits would be new.")
  boolean dryRun;

  @Spec CommandSpec spec = CommandSpec.create();

  ReplayCommand(Supplier<WorkerSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws Exception {
    ReplayRange range = range();
    check();
    WorkerSettings read = settings.get();
    try (PrimaryDatabase primary = new PrimaryDatabase(read.database(), "replay", CONNECTIONS);
        TopicOffsets offsets = new TopicOffsets(read.kafka());
        RangeReader reader = new RangeReader(read.kafka(), read.consume());
        KafkaDeadLetters letters =
            new KafkaDeadLetters(read.kafka().bootstrapServers(), "replay")) {
      ReadProgress progress = new ReadProgress();
      Mono<ReplayCounts> work =
          new ReplayPlanner(offsets)
              .plan(topic, range, name == null ? range.name() : name)
              .onErrorMap(EmptyRangeException.class, empty -> wrong(Texts.sentence(empty)))
              .doOnNext(this::announce)
              .flatMap(
                  plan ->
                      dryRun
                          ? dryRun(read, primary, reader).run(plan, progress)
                          : replay(read, primary, reader, letters, progress).run(plan, progress));
      return print(
          IngestCommands.waitFor(
              new ProgressLine(progress, spec.commandLine().getErr()).during(work)));
    }
  }

  private ReplayRange range() {
    boolean byOffset = fromOffset != null || toOffset != null;
    if (byOffset && (from != null || to != null)) {
      throw wrong("give times or offsets, not both");
    }
    try {
      return byOffset
          ? new ReplayRange.Offsets(bound(fromOffset), bound(toOffset))
          : new ReplayRange.Times(from, to);
    } catch (IllegalArgumentException e) {
      throw wrong(Texts.sentence(e));
    }
  }

  private static @Nullable OffsetBound bound(@Nullable String text) {
    return text == null ? null : OffsetBound.parse(text);
  }

  private void check() {
    if (rate != null && rate < 1) {
      throw wrong("--rate must be at least 1");
    }
    if (keepDeadLetters && topic.equals(Topics.DEAD_LETTERS)) {
      throw wrong("--keep-dead-letters would add the dead letters to themselves");
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private Replay replay(
      WorkerSettings read,
      PrimaryDatabase primary,
      RangeReader reader,
      KafkaDeadLetters letters,
      ReadProgress progress) {
    Watermarks watermarks = new Watermarks(primary);
    DeadLetters keeper = keepDeadLetters ? letters : dead -> Mono.empty();
    BatchWriter writer =
        new BatchWriter(
            primary,
            keeper,
            read.write(),
            new Outage(WorkerMetrics.unobserved()),
            Replay.FIRST_SHARD);
    Pace pace =
        new Pace(rate, new ReplicationLag(primary).worst(), maxReplicaLag, progress, this::notice);
    return new Replay(
        new ReplayProgress(watermarks),
        reader,
        decoder(read),
        writer,
        watermarks,
        pace,
        batchRecords(read.consume()));
  }

  private ReplayDryRun dryRun(WorkerSettings read, PrimaryDatabase primary, RangeReader reader) {
    return new ReplayDryRun(
        reader, decoder(read), new StoredIds(primary), read.consume().maxRecords());
  }

  private static BatchDecoder decoder(WorkerSettings read) {
    return new BatchDecoder(read.decode(), InstantSource.system());
  }

  /** A batch is at most a second's worth, so that the rate holds within a second too. */
  private int batchRecords(ConsumeSettings consume) {
    return rate == null ? consume.maxRecords() : Math.min(consume.maxRecords(), rate);
  }

  private void announce(ReplayPlan plan) {
    notice("'%s' of %s, %d offsets".formatted(plan.name(), plan.topic(), plan.width()));
  }

  private void notice(String sentence) {
    spec.commandLine().getErr().println("replay: " + sentence);
  }

  private int print(ReplayCounts report) {
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            dryRun
                ? "%d records: %d would be new, %d duplicate, %d dead%n"
                : "%d read = %d new + %d duplicate + %d dead%n",
            report.read(),
            report.fresh(),
            report.duplicate(),
            report.dead());
    if (report.addsUp()) {
      return ExitCode.DONE;
    }
    notice("this does not add up: offsets without records, or records without an outcome");
    return ExitCode.BAD_NEWS;
  }
}
