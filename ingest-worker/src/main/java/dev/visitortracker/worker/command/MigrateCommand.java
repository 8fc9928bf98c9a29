package dev.visitortracker.worker.command;

import dev.visitortracker.worker.schema.Migration;
import dev.visitortracker.worker.schema.TopicMigration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code migrate}. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Brings schema and topics up to date, then ends. May run again at any time.")
final class MigrateCommand implements Callable<Integer> {
  private final SettingsSource settings;

  MigrateCommand(SettingsSource settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws Exception {
    Settings read = settings.read();
    new Migration(read.database()).run();
    new TopicMigration(read.kafka()).run();
    return ExitCode.DONE;
  }
}
