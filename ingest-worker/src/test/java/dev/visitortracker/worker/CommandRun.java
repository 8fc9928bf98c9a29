package dev.visitortracker.worker;

import dev.visitortracker.worker.command.IngestCommands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command that ran in this JVM: what it ended with and what it printed. */
public record CommandRun(int exitCode, String out, String err) {

  /** Runs it without settings. */
  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        IngestCommands.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** Runs it on the database and the stack's Kafka. */
  public static CommandRun of(TestDatabase database, String... arguments) {
    return of(arguments(database, arguments).toArray(String[]::new));
  }

  /** Starts it as a process of its own, on the database and the stack's Kafka. */
  public static Process start(TestDatabase database, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.visitortracker.worker.IngestWorker"));
    line.addAll(arguments(database, arguments));
    return new ProcessBuilder(line).inheritIO().start();
  }

  /** The command line for the database and the stack's Kafka. */
  public static List<String> arguments(TestDatabase database, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    String prefix = "--visitor-tracker.";
    all.add(prefix + "database.hosts=" + String.join(",", database.properties().hosts()));
    all.add(prefix + "database.name=" + database.properties().name());
    all.add(prefix + "database.username=" + database.properties().username());
    all.add(prefix + "kafka.bootstrap-servers=" + Fixture.stack().kafkaBootstrapServers());
    all.add(prefix + "kafka.partitions=2");
    return all;
  }
}
