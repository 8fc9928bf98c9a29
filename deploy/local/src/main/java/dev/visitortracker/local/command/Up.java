package dev.visitortracker.local.command;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code deploy/local/up}: runs the stack until Ctrl-C or SIGTERM. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Runs the whole stack on this machine until Ctrl-C.")
public final class Up implements Callable<Integer> {
  @Option(names = "--api-port", paramLabel = "PORT", description = "Port of api-1; 0: a free one.")
  int apiPort = 8080;

  @Option(names = "--replicas", paramLabel = "N", description = "Hot standbys of the primary.")
  int replicas = 2;

  @Option(names = "--brokers", paramLabel = "N", description = "Kafka brokers: 1 or 3.")
  int brokers = 1;

  @Option(names = "--apis", paramLabel = "N", description = "Instances of the API.")
  int apis = 1;

  @Option(names = "--workers", paramLabel = "N", description = "Instances of the worker.")
  int workers = 1;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data stays between runs (default: .local in the project).")
  @Nullable Path data;

  @Option(names = "--fresh", description = "Wipes what earlier runs left in the data directory.")
  boolean fresh;

  @Option(
      names = "--only-infrastructure",
      description = "PostgreSQL, Kafka and Redis only: no migration, no services.")
  boolean onlyInfrastructure;

  @Option(
      names = "--api-arg",
      paramLabel = "--KEY=VALUE",
      showDefaultValue = Help.Visibility.NEVER,
      description = "A property for each API; may be repeated.")
  List<String> apiArguments = List.of();

  @Option(
      names = "--worker-arg",
      paramLabel = "--KEY=VALUE",
      showDefaultValue = Help.Visibility.NEVER,
      description = "A property for each worker and the migration; may be repeated.")
  List<String> workerArguments = List.of();

  @Option(
      names = "--api-jvm-flag",
      paramLabel = "FLAG",
      showDefaultValue = Help.Visibility.NEVER,
      description = "A flag for each API's JVM; may be repeated.")
  List<String> apiJvmFlags = List.of();

  @Option(
      names = "--worker-jvm-flag",
      paramLabel = "FLAG",
      showDefaultValue = Help.Visibility.NEVER,
      description = "A flag for each worker's JVM; may be repeated.")
  List<String> workerJvmFlags = List.of();

  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    Thread main = Thread.currentThread();
    var ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(main, ended), "stop"));
    int exitCode = commandLine(new Up()).execute(args);
    ended.countDown();
    System.exit(exitCode);
  }

  static CommandLine commandLine(Up up) {
    // A property for a service begins with dashes itself.
    return new CommandLine(up).setUnmatchedOptionsAllowedAsOptionParameters(true);
  }

  @Override
  public Integer call() throws IOException {
    try (LocalStack stack = LocalStack.start(settings(), Up::print);
        var _ = ControlServer.open(stack)) {
      print(new Welcome(stack).text());
      waitForSignal();
      return 0;
    } catch (StackException e) {
      if (!Thread.currentThread().isInterrupted()) {
        System.err.println(e.getMessage());
      }
      return 1;
    }
  }

  StackSettings settings() {
    try {
      return checkedSettings();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private StackSettings checkedSettings() {
    Path home = StackSettings.projectHome();
    int services = onlyInfrastructure ? 0 : 1;
    return new StackSettings(
        home,
        data == null ? home.resolve(StackSettings.DEFAULT_DATA) : data,
        fresh,
        replicas,
        brokers,
        new ServiceOptions(workers * services, workerJvmFlags, workerArguments),
        new ServiceOptions(apis * services, apiJvmFlags, apiArguments),
        apiPort);
  }

  /**
   * The thread that started the stack also stops it, so that a signal during the start finds one
   * order of events.
   */
  private static void interrupt(Thread main, CountDownLatch ended) {
    try {
      if (ended.getCount() > 0) {
        print("stopping");
        main.interrupt();
        ended.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(String line) {
    System.out.println(line);
  }

  private static void waitForSignal() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException signal) {
      // Stopping takes waits of its own, which the interrupt must not end.
      return;
    }
  }
}
