package dev.visitortracker.perf.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Locust with a master and a worker for each generator. Its users send at a constant pace each, and
 * the number of users follows the rate; what a slow answer holds up is late or dropped.
 *
 * @param script {@code perf/attack/locust/locustfile.py}
 */
record Locust(Path script) implements Tool {
  private static final Duration START = Duration.ofSeconds(4);
  private static final String EXPECT_WORKERS_SECONDS = "30";

  @Override
  public String name() {
    return "locust";
  }

  @Override
  public String program() {
    return "locust";
  }

  @Override
  public String howToGet() {
    return "apt-get install python3-locust, or pip install locust";
  }

  @Override
  public String latencies() {
    return "from when each user's next request was due: corrected for coordinated omission";
  }

  @Override
  public Duration headStart() {
    return START;
  }

  @Override
  public boolean waitsItself() {
    return true;
  }

  @Override
  public List<Phase> phases(Plan plan) {
    return Tool.whole(plan);
  }

  @Override
  public List<Launch> launches(List<Plan> generators, Phase phase) {
    int port = freePort();
    List<Launch> launches = new ArrayList<>();
    launches.add(master(generators, port));
    generators.forEach(generator -> launches.add(worker(generator, port)));
    return launches;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ToolFailure("there is no free port for Locust's master", e);
    }
  }

  /** The master sends nothing; it gives all workers the number of users of the moment. */
  private Launch master(List<Plan> generators, int port) {
    Plan plan = generators.getFirst();
    return launch(
        plan,
        "master",
        "--headless",
        "--master",
        "--master-bind-host=127.0.0.1",
        "--master-bind-port=" + port,
        "--expect-workers=" + generators.size(),
        "--expect-workers-max-wait=" + EXPECT_WORKERS_SECONDS,
        "--stop-timeout=" + plan.timeoutMillis() / 1000,
        "--csv=" + Path.of(plan.directory()).resolveSibling("locust"),
        "--html=" + Path.of(plan.directory()).resolveSibling("locust.html"),
        "--exit-code-on-error=0",
        "--only-summary");
  }

  private Launch worker(Plan plan, int port) {
    return launch(plan, "worker", "--worker", "--master-host=127.0.0.1", "--master-port=" + port);
  }

  private Launch launch(Plan plan, String role, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(program(), "-f", script.toString(), "--host=" + plan.target()));
    command.addAll(List.of(arguments));
    Path directory = Path.of(plan.directory());
    return new Launch(
        command,
        Map.of("ATTACK_PLAN", directory.resolve("plan.json").toString()),
        directory.resolve("locust-" + role + ".log"),
        false);
  }

  @Override
  public SortedMap<Integer, Tally> tallies(Plan generator, Phase phase) throws IOException {
    return StepTallies.read(generator, Path.of(generator.directory()));
  }
}
