package dev.visitortracker.perf.bench;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.perf.peer.PartCommand;
import dev.visitortracker.perf.report.Figure;
import dev.visitortracker.perf.watch.Await;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * From the start of the API's JVM until its readiness says 200, on an idle stack: with the AOT
 * cache that was trained for this build, and without. The stack's own API stands still meanwhile;
 * processes with its command take its place.
 */
final class StartBench {
  private static final double TARGET_SECONDS = 3;
  private static final String WITH_CACHE = "API ready after its start";
  private static final String WITHOUT_CACHE = "API ready after its start, without AOT cache";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(20);

  private final URI readiness;
  private final Path directory;

  private StartBench(LocalStack stack) {
    this.readiness = URI.create(stack.apiUrls().getFirst() + "/health/ready");
    this.directory = stack.dataDirectory();
  }

  static List<Figure> run(Laboratory laboratory) throws Exception {
    LocalStack stack = laboratory.stack(laboratory.stacks().whole("serving"));
    Part api = stack.part("api-1");
    PartCommand command = PartCommand.of(api);
    var bench = new StartBench(stack);
    api.stop();
    try {
      Figures figures =
          new Rounds(laboratory.effort())
              .add(WITH_CACHE, "s", _ -> bench.seconds(command))
              .add(WITHOUT_CACHE, "s", _ -> bench.seconds(command.with("-XX:AOTMode=off")))
              .run();
      return figures.put(figures.get(WITH_CACHE).atMost(TARGET_SECONDS)).list();
    } finally {
      api.start();
    }
  }

  private double seconds(PartCommand command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command.words())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("start.log").toFile())
            .start();
    // Where the benchmark is ended in the middle.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-api"));
    try {
      Await.until(
          "the API's readiness, see its start.log",
          PATIENCE,
          POLL,
          () -> !process.isAlive() || isReady());
      if (!process.isAlive()) {
        throw new IllegalStateException("the API ended; see its start.log");
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private boolean isReady() {
    try {
      return ((HttpURLConnection) readiness.toURL().openConnection()).getResponseCode() == 200;
    } catch (IOException notListening) {
      return false;
    }
  }
}
