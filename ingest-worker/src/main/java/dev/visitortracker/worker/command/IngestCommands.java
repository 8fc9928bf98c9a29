package dev.visitortracker.worker.command;

import dev.visitortracker.worker.primary.SqlState;
import dev.visitortracker.worker.telemetry.Condition;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import reactor.core.publisher.Mono;

/** The commands of the worker's jar. */
@Command(
    name = "ingest-worker",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Without a command: stores visits until it is stopped.",
      "Every command also takes the worker's settings, such as"
          + " --visitor-tracker.database.hosts=HOST:PORT."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:done, and the answer is bad news: see the sentence on stderr",
      "2:wrong usage, or a wrong setting",
      "3:not done: see the sentence on stderr"
    })
public final class IngestCommands {
  private static final Logger log = LoggerFactory.getLogger(IngestCommands.class);

  private IngestCommands() {}

  /** Whether the arguments ask for a command; the worker's own all begin with two dashes. */
  public static boolean asksForOne(String... arguments) {
    return arguments.length > 0
        && (!arguments[0].startsWith("--")
            || arguments[0].equals("--help")
            || arguments[0].equals("--version"));
  }

  /** Runs a command and answers its exit code. */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Arguments split = Arguments.of(arguments);
    SettingsReader settings = new SettingsReader(split.properties());
    CommandLine commands = new CommandLine(new IngestCommands());
    commands.getCommandSpec().version("ingest-worker " + version());
    return commands
        .addSubcommand(new MigrateCommand(settings))
        .addSubcommand(new DeadLettersCommand(settings))
        .addSubcommand(new LostRecordsCommand(settings))
        .addSubcommand(new ReplayCommand(settings))
        .addSubcommand(new AuditCommand(settings))
        .addSubcommand(new RetentionCommand(settings))
        .registerConverter(Instant.class, Texts::instant)
        .registerConverter(Duration.class, Texts::duration)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(IngestCommands::explain)
        .setOut(out)
        .setErr(err)
        .execute(split.command().toArray(String[]::new));
  }

  /** The version, from the jar's manifest. */
  private static String version() {
    String version = IngestCommands.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }

  /** The one place where a command waits: everything before it is a pipeline. */
  static <T> T waitFor(Mono<T> work) throws Exception {
    try {
      return Objects.requireNonNull(work.toFuture().get(), "a command ends with a value");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
    log.debug("{} failed", command.getCommandName(), failure);
    if (failure instanceof ConfigurationPropertiesBindException wrong) {
      command.getErr().println(command.getCommandName() + ": " + SettingError.sentence(wrong));
      return ExitCode.USAGE;
    }
    String sentence = settingAtFault(failure) + Texts.sentence(failure);
    command.getErr().println(command.getCommandName() + ": " + sentence);
    return ExitCode.FAILED;
  }

  /** Where PostgreSQL's own words do not say which setting is wrong. */
  private static String settingAtFault(Exception failure) {
    Condition condition = SqlState.condition(failure);
    return switch (condition) {
      case NOT_TRUSTED, NOT_ALLOWED -> condition.text() + ": ";
      default -> "";
    };
  }
}
