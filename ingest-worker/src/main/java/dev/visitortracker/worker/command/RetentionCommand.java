package dev.visitortracker.worker.command;

import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.retention.ExpiringMonth;
import dev.visitortracker.worker.retention.RemovedMonth;
import dev.visitortracker.worker.retention.Retention;
import dev.visitortracker.worker.settings.WorkerSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code retention}. */
@Command(
    name = "retention",
    mixinStandardHelpOptions = true,
    description = {
      "Removes the months that are wholly older than what is to be kept.",
      "Their part of the statistics goes with them, while visits are written.",
      "A visit that arrives later makes its month anew; the next run removes it again.",
      "A table that somebody else detached is left alone."
    })
final class RetentionCommand implements Callable<Integer> {
  /** A month is counted, and its last readers are waited for. */
  private static final Duration MONTH_TIMEOUT = Duration.ofMinutes(10);

  private final Supplier<WorkerSettings> settings;

  @Option(
      names = "--keep",
      required = true,
      paramLabel = "DURATION",
      description = "How old a visit may become, such as 365d.")
  Duration keep = Duration.ZERO;

  @Option(names = "--preview", description = "Only list what would be removed.")
  boolean preview;

  @Spec CommandSpec spec = CommandSpec.create();

  RetentionCommand(Supplier<WorkerSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws Exception {
    if (keep.compareTo(Duration.ofDays(1)) < 0) {
      throw new ParameterException(spec.commandLine(), "--keep must be at least one day");
    }
    DatabaseSettings database = settings.get().database().withTransactionTimeout(MONTH_TIMEOUT);
    Instant keptFrom = Instant.now().minus(keep);
    try (PrimaryDatabase primary = new PrimaryDatabase(database, "retention", 1)) {
      Retention retention = new Retention(primary);
      return preview ? preview(retention, keptFrom) : remove(retention, keptFrom);
    }
  }

  private int preview(Retention retention, Instant keptFrom) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    printLeftAlone(retention, keptFrom);
    List<ExpiringMonth> months = IngestCommands.waitFor(retention.expiring(keptFrom).collectList());
    out.printf(
        "%-25s %-11s %-11s %14s %14s %14s%n",
        "partition", "from", "to", "visits", "est. rows", "bytes");
    months.forEach(month -> out.println(line(month)));
    out.printf(
        Locale.ROOT,
        "%d partitions, %,d visits, %,d bytes would be removed; kept from %s%n",
        months.size(),
        months.stream().mapToLong(ExpiringMonth::visits).sum(),
        months.stream().mapToLong(ExpiringMonth::sizeInBytes).sum(),
        keptFrom);
    return ExitCode.DONE;
  }

  private static String line(ExpiringMonth month) {
    return String.format(
        Locale.ROOT,
        "%-25s %-11.10s %-11.10s %,14d %,14d %,14d",
        month.table(),
        month.from(),
        month.to(),
        month.visits(),
        month.estimatedRows(),
        month.sizeInBytes());
  }

  private int remove(Retention retention, Instant keptFrom) throws Exception {
    printLeftAlone(retention, keptFrom);
    List<RemovedMonth> removed =
        IngestCommands.waitFor(retention.remove(keptFrom).doOnNext(this::print).collectList());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%d partitions, %,d visits removed; kept from %s%n",
            removed.size(),
            removed.stream().mapToLong(RemovedMonth::rows).sum(),
            keptFrom);
    return removed.stream().allMatch(this::addsUp) ? ExitCode.DONE : ExitCode.BAD_NEWS;
  }

  private void printLeftAlone(Retention retention, Instant keptFrom) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    IngestCommands.waitFor(retention.leftAlone(keptFrom).collectList())
        .forEach(
            table -> out.printf("left alone %s: it is detached, and not by retention%n", table));
    out.flush();
  }

  private void print(RemovedMonth month) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "removed %s, %,d visits%n", month.table(), month.rows());
    out.flush();
  }

  private boolean addsUp(RemovedMonth month) {
    if (month.rows() == month.counted()) {
      return true;
    }
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "retention: %s held %,d visits, but the rollup had counted %,d: run audit%n",
            month.table(),
            month.rows(),
            month.counted());
    return false;
  }
}
