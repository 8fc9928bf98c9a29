package dev.visitortracker.local.command;

import dev.visitortracker.local.StackSettings;
import dev.visitortracker.local.StackStatus;
import dev.visitortracker.local.machine.StackException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deploy/local/ctl}: looks at the parts of the running stack and breaks them. */
@Command(
    name = "ctl",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Looks at the parts of the running stack, stops, kills, pauses and starts them.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:done", "1:refused, with the reason", "2:no stack is running, or bad usage"})
public final class Ctl {
  private static final int REFUSED = 1;
  private static final int NOT_RUNNING = 2;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory of the stack (default: .local in the project).")
  @Nullable Path data;

  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    var program = new Ctl();
    CommandLine ctl = new CommandLine(program);
    for (WorkerCommandName command : WorkerCommandName.values()) {
      program.new Worker(command).addTo(ctl);
    }
    ctl.setExecutionExceptionHandler(Ctl::explain);
    return ctl;
  }

  @Command(description = "Every part with state, process id, address and memory.")
  int status(@Option(names = "--json", description = "As one JSON object.") boolean json) {
    return send(new ControlRequest(ControlRequest.Action.STATUS, null), json);
  }

  @Command(description = "Ends a part in order.")
  int stop(@Parameters(paramLabel = "PART") String part) {
    return send(new ControlRequest(ControlRequest.Action.STOP, part), false);
  }

  @Command(description = "Starts a part and returns when it is ready.")
  int start(@Parameters(paramLabel = "PART") String part) {
    return send(new ControlRequest(ControlRequest.Action.START, part), false);
  }

  @Command(description = "SIGKILL to all processes of a part.")
  int kill(@Parameters(paramLabel = "PART") String part) {
    return send(new ControlRequest(ControlRequest.Action.KILL, part), false);
  }

  @Command(description = "SIGSTOP to all processes of a part.")
  int pause(@Parameters(paramLabel = "PART") String part) {
    return send(new ControlRequest(ControlRequest.Action.PAUSE, part), false);
  }

  @Command(description = "SIGCONT to all processes of a part.")
  int resume(@Parameters(paramLabel = "PART") String part) {
    return send(new ControlRequest(ControlRequest.Action.RESUME, part), false);
  }

  @Command(description = "Promotes a replica: the others follow it, the old primary joins them.")
  int promote(@Parameters(paramLabel = "REPLICA") String part) {
    return send(new ControlRequest(ControlRequest.Action.PROMOTE, part), false);
  }

  /** One command of the worker. What it takes and answers is the worker's to say. */
  private final class Worker implements Callable<Integer> {
    private final WorkerCommandName command;

    @Parameters(paramLabel = "ARGUMENT", arity = "0..*")
    List<String> arguments = List.of();

    Worker(WorkerCommandName command) {
      this.command = command;
    }

    @Override
    public Integer call() {
      return ask(
          new ControlRequest(ControlRequest.Action.STATUS, null),
          status -> new WorkerCommand(status, command, arguments).run());
    }

    void addTo(CommandLine ctl) {
      var line = new CommandLine(this).setUnmatchedOptionsArePositionalParams(true);
      line.getCommandSpec()
          .usageMessage()
          .description("The worker's own: " + command.purpose() + ".");
      ctl.addSubcommand(command.label(), line);
    }
  }

  private int send(ControlRequest request, boolean json) {
    return ask(
        request,
        status -> {
          print(json ? Json.MAPPER.writeValueAsString(status) : new StatusTable(status).text());
          return 0;
        });
  }

  private int ask(ControlRequest request, ToIntFunction<StackStatus> then) {
    Path directory =
        data == null ? StackSettings.projectHome().resolve(StackSettings.DEFAULT_DATA) : data;
    var reply = new ControlClient(directory.toAbsolutePath().normalize()).send(request);
    if (reply.isEmpty()) {
      return complain("no stack is running on " + directory + ": start one with up", NOT_RUNNING);
    }
    StackStatus status = reply.get().status();
    return status == null
        ? complain(String.valueOf(reply.get().error()), REFUSED)
        : then.applyAsInt(status);
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }

  private int complain(String message, int exitCode) {
    spec.commandLine().getErr().println(message);
    return exitCode;
  }

  private static int explain(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) throws Exception {
    if (failure instanceof StackException) {
      commandLine.getErr().println(failure.getMessage());
      return REFUSED;
    }
    throw failure;
  }
}
