package dev.visitortracker.worker.command;

import dev.visitortracker.worker.schema.Migration;
import dev.visitortracker.worker.schema.TopicMigration;
import dev.visitortracker.worker.settings.WorkerSettings;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** The command {@code migrate}. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Brings schema and topics up to date, then ends. May run again at any time.")
final class MigrateCommand implements Callable<Integer> {
  private final Supplier<WorkerSettings> settings;

  MigrateCommand(Supplier<WorkerSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws Exception {
    WorkerSettings read = settings.get();
    new Migration(read.database()).run();
    new TopicMigration(read.kafka()).run();
    return ExitCode.DONE;
  }
}
