package dev.visitortracker.worker.command;

import dev.visitortracker.worker.schema.Migration;
import dev.visitortracker.worker.schema.TopicFinding;
import dev.visitortracker.worker.schema.TopicMigration;
import dev.visitortracker.worker.settings.WorkerSettings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code migrate}. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Brings schema and topics up to date, then ends. May run again at any time.")
final class MigrateCommand implements Callable<Integer> {
  private final Supplier<WorkerSettings> settings;

  @Spec CommandSpec spec = CommandSpec.create();

  MigrateCommand(Supplier<WorkerSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws Exception {
    WorkerSettings read = settings.get();
    new Migration(read.database()).run();
    List<TopicFinding> findings = new TopicMigration(read.kafka()).run();
    findings.forEach(
        finding -> spec.commandLine().getErr().println("migrate: " + finding.sentence()));
    return findings.stream().anyMatch(TopicFinding::breaksPromise)
        ? ExitCode.BAD_NEWS
        : ExitCode.DONE;
  }
}
