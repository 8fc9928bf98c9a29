package dev.visitortracker.local;

import dev.visitortracker.local.machine.StackException;
import java.nio.file.Path;

/**
 * What to start, and where.
 *
 * @param home root of the project: broker jars, service jars and unpacked servers are found below
 *     it
 * @param data where everything is kept between runs
 * @param fresh whether what earlier runs left in {@code data} is wiped first
 * @param replicas number of hot standbys of the primary
 * @param brokers number of Kafka brokers, 1 or 3; with three, each record is on all of them and two
 *     must have it before it is acknowledged
 * @param workers the ingest workers; none means no migration either
 * @param apis the API instances
 * @param apiPort port of {@code api-1}, the next ones follow; 0 means free ports
 */
public record StackSettings(
    Path home,
    Path data,
    boolean fresh,
    int replicas,
    int brokers,
    ServiceOptions workers,
    ServiceOptions apis,
    int apiPort) {
  /** Where the data is unless told otherwise, in the root of the project; git ignores it. */
  public static final String DEFAULT_DATA = ".local";

  static final String HOME_PROPERTY = "visitortracker.home";
  private static final int MAX_REPLICAS = 8;

  public StackSettings {
    home = home.toAbsolutePath().normalize();
    data = data.toAbsolutePath().normalize();
    if (replicas < 0 || replicas > MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "replicas must be 0 to " + MAX_REPLICAS + ", not " + replicas);
    }
    if (brokers != 1 && brokers != 3) {
      throw new IllegalArgumentException("brokers must be 1 or 3, not " + brokers);
    }
    if (apiPort < 0 || apiPort + apis.instances() > 65_536) {
      throw new IllegalArgumentException("apiPort must be 0 to 65535, not " + apiPort);
    }
  }

  /** PostgreSQL with two replicas, one Kafka broker and Redis on free ports; no services. */
  public static StackSettings infrastructure(Path data) {
    return new StackSettings(
        projectHome(),
        data,
        false,
        2,
        1,
        ServiceOptions.instances(0),
        ServiceOptions.instances(0),
        0);
  }

  /** The root of the project, as the build and the scripts give it. */
  public static Path projectHome() {
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      throw new StackException("give the project's root as -D" + HOME_PROPERTY + "=DIR");
    }
    return Path.of(home);
  }

  /** Whether service jars are needed. */
  boolean hasServices() {
    return workers.instances() + apis.instances() > 0;
  }

  public StackSettings withFresh(boolean wipeFirst) {
    return new StackSettings(home, data, wipeFirst, replicas, brokers, workers, apis, apiPort);
  }

  public StackSettings withReplicas(int count) {
    return new StackSettings(home, data, fresh, count, brokers, workers, apis, apiPort);
  }

  public StackSettings withBrokers(int count) {
    return new StackSettings(home, data, fresh, replicas, count, workers, apis, apiPort);
  }

  public StackSettings withWorkers(ServiceOptions options) {
    return new StackSettings(home, data, fresh, replicas, brokers, options, apis, apiPort);
  }

  public StackSettings withApis(ServiceOptions options) {
    return new StackSettings(home, data, fresh, replicas, brokers, workers, options, apiPort);
  }

  public StackSettings withApiPort(int port) {
    return new StackSettings(home, data, fresh, replicas, brokers, workers, apis, port);
  }
}
