package dev.visitortracker.perf.peer;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One query again and again on four connections, by a client that does nothing else: PostgreSQL's
 * own pgbench, with prepared statements as the API's driver has them. It reads answers and decodes
 * nothing.
 */
public final class Pgbench {
  private static final int CLIENTS = 4;
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private final List<String> command;

  private Pgbench(List<String> command) {
    this.command = command;
  }

  /**
   * Sends the query to that replica.
   *
   * @param query without parameters
   */
  public static Pgbench of(LocalStack stack, String replica, String query) throws IOException {
    Path script = Files.createTempFile(stack.dataDirectory(), "read", ".sql");
    Files.writeString(script, query.replaceAll("\\s+", " ") + ";\n");
    Part server = stack.part(replica);
    return new Pgbench(
        List.of(
            "pgbench",
            "--no-vacuum",
            "--protocol=prepared",
            "--client=" + CLIENTS,
            "--jobs=1",
            "--file=" + script,
            "--host=" + server.host(),
            "--port=" + server.port(),
            "--username=" + stack.databaseReader(),
            stack.databaseName()));
  }

  /** Queries a second. */
  public double perSecond(Duration length) throws IOException, InterruptedException {
    List<String> timed = new ArrayList<>(command);
    timed.add(1, "--time=" + Math.max(1, length.toSeconds()));
    Process process = new ProcessBuilder(timed).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(out);
    if (process.waitFor() != 0 || !rate.find()) {
      throw new IllegalStateException("pgbench failed: " + out);
    }
    return Double.parseDouble(rate.group(1));
  }
}
