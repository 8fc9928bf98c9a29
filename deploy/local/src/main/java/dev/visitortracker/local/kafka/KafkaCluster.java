package dev.visitortracker.local.kafka;

import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.Ports;
import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Kafka nodes of the stack, each broker and controller at once, and what they keep in common.
 *
 * @param nodes one, called {@code kafka}, or several, called {@code kafka-1} and on
 */
public record KafkaCluster(List<Node> nodes) {
  private static final int MAX_MIN_IN_SYNC = 2;

  /**
   * After this silence a broker counts as dead: the others lead its partitions, and it may come
   * back. Kafka's own 9 s would be the length of every fault test that kills a broker.
   */
  private static final String SESSION_MILLIS = "3000";

  private static final String HEARTBEAT_MILLIS = "500";

  /**
   * A node of the cluster.
   *
   * @param id its number in the cluster, from 1
   * @param port where clients connect
   * @param controllerPort where the nodes agree on the cluster's metadata
   */
  public record Node(int id, String name, int port, int controllerPort) {
    String address() {
      return Host.LOOPBACK + ":" + port;
    }
  }

  public static KafkaCluster of(int brokers, Ports ports) {
    return new KafkaCluster(
        IntStream.rangeClosed(1, brokers)
            .mapToObj(id -> node(id, brokers == 1 ? "kafka" : "kafka-" + id, ports))
            .toList());
  }

  boolean isSingle() {
    return nodes.size() == 1;
  }

  /** All brokers, as clients are told. */
  public String bootstrapServers() {
    return nodes.stream().map(Node::address).collect(Collectors.joining(","));
  }

  /** Every record is on every broker; one of three may be away without a refusal. */
  Map<String, String> settings() {
    String replication = Integer.toString(nodes.size());
    String minInSync = Integer.toString(Math.min(MAX_MIN_IN_SYNC, nodes.size()));
    return Map.of(
        "controller.quorum.voters",
        voters(),
        "broker.session.timeout.ms",
        SESSION_MILLIS,
        "broker.heartbeat.interval.ms",
        HEARTBEAT_MILLIS,
        "default.replication.factor",
        replication,
        "min.insync.replicas",
        minInSync,
        "offsets.topic.replication.factor",
        replication,
        "transaction.state.log.replication.factor",
        replication,
        "transaction.state.log.min.isr",
        minInSync,
        "share.coordinator.state.topic.replication.factor",
        replication,
        "share.coordinator.state.topic.min.isr",
        minInSync);
  }

  /**
   * A cluster with another number of nodes is another cluster, which would have none of the
   * records.
   *
   * @throws StackException where the directory holds the data of other nodes
   */
  public void refuseOtherNodes(Path directory) {
    List<String> names = nodes.stream().map(Node::name).toList();
    try (Stream<Path> children = Files.list(directory)) {
      children
          .map(child -> child.getFileName().toString())
          .filter(name -> !names.contains(name))
          .findFirst()
          .ifPresent(
              other -> {
                throw new StackException(
                    "%s holds the data of %s and not of %s: give the --brokers of the run before, or --fresh"
                        .formatted(directory, other, String.join(", ", names)));
              });
    } catch (IOException e) {
      throw new StackException("cannot read " + directory + ": " + e, e);
    }
  }

  private String voters() {
    return nodes.stream()
        .map(node -> node.id() + "@" + Host.LOOPBACK + ":" + node.controllerPort())
        .collect(Collectors.joining(","));
  }

  private static Node node(int id, String name, Ports ports) {
    return new Node(id, name, ports.free(name), ports.free(name + "-controller"));
  }
}
