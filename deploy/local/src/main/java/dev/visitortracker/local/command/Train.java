package dev.visitortracker.local.command;

import dev.visitortracker.local.AotTraining;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.local.machine.StackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deploy/local/train}: makes the services start and warm up faster from now on. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Trains the AOT caches of both services: runs the whole stack once under a mixed load.",
      "Later starts of the same build use them."
    })
public final class Train implements Callable<Integer> {
  @Option(names = "--seconds", paramLabel = "N", description = "Length of the load.")
  int seconds = 30;

  @Option(names = "--if-missing", description = "Does nothing where this build has its caches.")
  boolean ifMissing;

  @Option(
      names = "--start-only",
      description = "Trains only how the services start, in half a minute and without the stack.")
  boolean startOnly;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Train()).execute(args));
  }

  @Override
  public Integer call() {
    Path home = StackSettings.projectHome();
    var training = new AotTraining(home);
    if (ifMissing && (startOnly ? training.isStartDone() : training.isDone())) {
      return 0;
    }
    try {
      Path data = home.resolve("deploy/local/target/training");
      if (startOnly) {
        training.runStart(data);
      } else {
        training.run(
            data,
            System.out::println,
            api -> new TrainingLoad(api, System.out).run(Duration.ofSeconds(seconds)));
      }
      return 0;
    } catch (StackException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }
}
