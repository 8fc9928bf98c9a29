package dev.visitortracker.local.kafka;

import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.DataDirectory;
import dev.visitortracker.local.machine.FileTree;
import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.Jvm;
import dev.visitortracker.local.machine.OneTimeCommand;
import dev.visitortracker.local.machine.Program;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A Kafka node, broker and controller at once, from the jars that the module {@code
 * deploy/local/kafka} lays out.
 */
public record KafkaBroker(
    KafkaCluster.Node node,
    KafkaCluster cluster,
    Path home,
    DataDirectory data,
    Components components)
    implements Program {
  private static final String CLUSTER_ID = "dmlzaXRvci10cmFja2VyLQ";
  private static final int PROBE_MILLIS = 3_000;
  private static final Duration HANDOVER_LIMIT = Duration.ofSeconds(10);

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public int port() {
    return node.port();
  }

  @Override
  public void prepare() {
    try {
      Files.createDirectories(directory());
      if (!Files.exists(logDirectory())) {
        FileTree.copy(components.once("kafka-storage-" + node.id(), this::format), logDirectory());
      }
      write(configuration(logDirectory()), configurationFile());
    } catch (IOException e) {
      throw new StackException("cannot write Kafka's files: " + e, e);
    }
  }

  @Override
  public List<String> command() {
    var command = java(Jvm.brokerFlags(components.classArchive("kafka")));
    command.addAll(List.of("kafka.Kafka", configurationFile().toString()));
    return command;
  }

  /**
   * A broker that stops hands its partitions over, for which most of the nodes must be there. When
   * all of them stop, the last waits in vain, and what it was given is on its disk already.
   */
  @Override
  public Duration stopLimit() {
    return cluster.isSingle() ? Program.super.stopLimit() : HANDOVER_LIMIT;
  }

  /** Ready when the cluster counts it among its brokers, which needs most of the nodes. */
  @Override
  public boolean isReady() {
    // The client reports every refused connection, so it is not asked before somebody listens.
    if (!Host.listens(port())) {
      return false;
    }
    Map<String, Object> client =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            node.address(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            PROBE_MILLIS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            PROBE_MILLIS);
    try (Admin admin = Admin.create(client)) {
      return admin.describeCluster().nodes().get(PROBE_MILLIS, TimeUnit.MILLISECONDS).stream()
          .anyMatch(broker -> broker.id() == node.id());
    } catch (ExecutionException | TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Path directory() {
    return data.kafka().resolve(name());
  }

  private Path logDirectory() {
    return directory().resolve("log");
  }

  private Path configurationFile() {
    return directory().resolve("server.properties");
  }

  private List<String> java(List<String> flags) {
    Path module = home.resolve("deploy/local/kafka");
    Path jars = module.resolve("target/lib");
    if (!Files.isDirectory(jars)) {
      throw new StackException(jars + " is missing: build with mvn -DskipTests package");
    }
    var command = new ArrayList<>(List.of(Jvm.executable()));
    command.addAll(flags);
    command.addAll(
        List.of(
            "-Dlog4j2.configurationFile=" + module.resolve("log4j2.properties"),
            "-cp",
            jars.resolve("*").toString()));
    return command;
  }

  /**
   * A formatted, empty log directory is the same every time, and making one costs the start of a
   * JVM.
   */
  private void format(Path directory) throws IOException {
    Path file = data.run().resolve(name() + "-format.properties");
    write(configuration(directory), file);
    var command = java(List.of());
    command.addAll(
        List.of("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", file.toString()));
    new OneTimeCommand(name() + "-format", command, data).run();
    Files.delete(file);
  }

  private Properties configuration(Path logDirectory) {
    var settings = new Properties();
    settings.putAll(
        Map.of(
            "node.id",
            Integer.toString(node.id()),
            "process.roles",
            "broker,controller",
            "controller.listener.names",
            "CONTROLLER",
            "listeners",
            listeners(),
            "log.dirs",
            logDirectory.toString()));
    settings.putAll(
        Map.of("auto.create.topics.enable", "false", "group.initial.rebalance.delay.ms", "0"));
    settings.putAll(cluster.settings());
    return settings;
  }

  private String listeners() {
    return "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
        .formatted(Host.LOOPBACK, node.port(), Host.LOOPBACK, node.controllerPort());
  }

  private static void write(Properties settings, Path file) throws IOException {
    try (var writer = Files.newBufferedWriter(file)) {
      settings.store(writer, "Written at every start");
    }
  }
}
