package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One query again and again on four connections, by a client that does nothing else. */
sealed interface BareReads {
  int CONNECTIONS = 4;

  String name();

  /** Queries a second. */
  double perSecond(Duration length) throws Exception;

  /** {@code pgbench} where it is installed, else PostgreSQL's JDBC driver. */
  static BareReads on(LocalStack stack, String replica, String query) throws IOException {
    return onPath("pgbench") ? Pgbench.of(stack, replica, query) : new Jdbc(stack, replica, query);
  }

  private static boolean onPath(String program) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  /** Prepared statements, as the API's driver has them; it reads answers and decodes nothing. */
  record Pgbench(List<String> command) implements BareReads {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    static Pgbench of(LocalStack stack, String replica, String query) throws IOException {
      Path script = Files.createTempFile(stack.dataDirectory(), "read", ".sql");
      Files.writeString(script, query.replaceAll("\\s+", " ") + ";\n");
      Part server = stack.part(replica);
      return new Pgbench(
          List.of(
              "pgbench",
              "--no-vacuum",
              "--protocol=prepared",
              "--client=" + CONNECTIONS,
              "--jobs=1",
              "--file=" + script,
              "--host=" + server.host(),
              "--port=" + server.port(),
              "--username=" + stack.databaseReader(),
              stack.databaseName()));
    }

    @Override
    public String name() {
      return "pgbench, 4 clients";
    }

    @Override
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

  /** The driver in a loop; it takes each value as the text that came. */
  record Jdbc(LocalStack stack, String replica, String query) implements BareReads {
    @Override
    public String name() {
      return "JDBC driver in a loop, 4 connections";
    }

    @Override
    public double perSecond(Duration length) throws Exception {
      long end = System.nanoTime() + length.toNanos();
      Callable<Long> loop = () -> loop(end);
      try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
        long start = System.nanoTime();
        List<Future<Long>> running = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
          running.add(threads.submit(loop));
        }
        long done = 0;
        for (Future<Long> each : running) {
          done += each.get(length.toSeconds() + 60, TimeUnit.SECONDS);
        }
        return done / ((System.nanoTime() - start) / 1e9);
      }
    }

    private long loop(long end) throws SQLException {
      long done = 0;
      try (Connection connection = stack.connection(replica, stack.databaseReader());
          PreparedStatement statement = connection.prepareStatement(query)) {
        while (System.nanoTime() < end) {
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              rows.getString(1);
            }
          }
          done++;
        }
      }
      return done;
    }
  }
}
