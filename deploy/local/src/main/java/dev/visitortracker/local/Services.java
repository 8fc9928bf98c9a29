package dev.visitortracker.local;

import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.Jvm;
import dev.visitortracker.local.machine.Ports;
import dev.visitortracker.local.postgres.DatabaseCluster;
import dev.visitortracker.local.postgres.Postgres;
import dev.visitortracker.local.service.Service;
import dev.visitortracker.local.service.ServiceJar;
import dev.visitortracker.local.service.TokenSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How the services are told where everything is: their command lines. */
record Services(
    StackSettings settings,
    Components components,
    Ports ports,
    DatabaseCluster databases,
    String bootstrapServers,
    int redisPort,
    TokenSecret tokenSecret) {
  private static final String PREFIX = "--visitor-tracker.";

  List<Service> workers() {
    return numbered(settings.workers().instances()).mapToObj(this::worker).toList();
  }

  List<Service> apis() {
    return numbered(settings.apis().instances()).mapToObj(this::api).toList();
  }

  /** Makes schema and topics, then ends. */
  List<String> migration() {
    return workerJar()
        .command(
            join(List.of(Jvm.WORKER_FLAGS, settings.workers().jvmFlags())),
            join(
                List.of(
                    List.of("migrate"),
                    database(),
                    kafkaArguments(),
                    settings.workers().arguments())));
  }

  private Service worker(int number) {
    String name = "worker-" + number;
    int port = ports.free(name);
    return new Service(
        name,
        port,
        workerJar(),
        join(List.of(Jvm.WORKER_FLAGS, settings.workers().jvmFlags())),
        join(
            List.of(
                web(name, port), database(), kafkaArguments(), settings.workers().arguments())));
  }

  private Service api(int number) {
    String name = "api-" + number;
    int port =
        settings.apiPort() == 0
            ? ports.free(name)
            : Ports.required(settings.apiPort() + number - 1, "--api-port");
    return new Service(
        name,
        port,
        apiJar(),
        join(List.of(Jvm.API_FLAGS, tokenSecret.jvmFlags(), settings.apis().jvmFlags())),
        join(
            List.of(
                web(name, port),
                kafkaArguments(),
                replicas(),
                redisArguments(),
                settings.apis().arguments())));
  }

  private ServiceJar workerJar() {
    return ServiceJar.worker(settings.home(), components);
  }

  private ServiceJar apiJar() {
    return ServiceJar.api(settings.home(), components);
  }

  private static List<String> web(String name, int port) {
    return List.of(
        "--server.address=" + Host.LOOPBACK, "--server.port=" + port, PREFIX + "instance=" + name);
  }

  private List<String> database() {
    return List.of(
        PREFIX + "database.hosts=" + databaseHosts(),
        PREFIX + "database.name=" + Postgres.DATABASE,
        PREFIX + "database.username=" + Postgres.OWNER);
  }

  /** All servers: the worker finds the primary among them. */
  private String databaseHosts() {
    return databases.servers().stream()
        .map(server -> Host.LOOPBACK + ":" + server.port())
        .collect(Collectors.joining(","));
  }

  private List<String> replicas() {
    var arguments =
        new ArrayList<>(
            List.of(
                PREFIX + "replica.database=" + Postgres.DATABASE,
                PREFIX + "replica.username=" + Postgres.READER));
    List<Postgres> servers = databases.servers();
    for (int i = 0; i < servers.size(); i++) {
      arguments.addAll(node("replica.nodes[" + i + "]", servers.get(i)));
    }
    return arguments;
  }

  private static List<String> node(String key, Postgres server) {
    return List.of(
        PREFIX + key + ".name=" + server.name(),
        PREFIX + key + ".host=" + Host.LOOPBACK,
        PREFIX + key + ".port=" + server.port());
  }

  private List<String> kafkaArguments() {
    return List.of(PREFIX + "kafka.bootstrap-servers=" + bootstrapServers);
  }

  private List<String> redisArguments() {
    return List.of(PREFIX + "redis.host=" + Host.LOOPBACK, PREFIX + "redis.port=" + redisPort);
  }

  private static List<String> join(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  private static IntStream numbered(int count) {
    return IntStream.rangeClosed(1, count);
  }
}
