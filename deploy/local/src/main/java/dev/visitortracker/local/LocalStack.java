package dev.visitortracker.local;

import dev.visitortracker.local.kafka.KafkaBroker;
import dev.visitortracker.local.kafka.KafkaCluster;
import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.Concurrently;
import dev.visitortracker.local.machine.DataDirectory;
import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.OneTimeCommand;
import dev.visitortracker.local.machine.Ports;
import dev.visitortracker.local.machine.Program;
import dev.visitortracker.local.machine.StackException;
import dev.visitortracker.local.postgres.Database;
import dev.visitortracker.local.postgres.DatabaseCluster;
import dev.visitortracker.local.postgres.Postgres;
import dev.visitortracker.local.postgres.Primary;
import dev.visitortracker.local.postgres.Replica;
import dev.visitortracker.local.service.Service;
import dev.visitortracker.local.service.TokenSecret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The real stack on this machine, as child processes of this one: a PostgreSQL primary with
 * streaming replicas, one or several Kafka brokers, Redis and, where asked for, the service jars.
 * {@link #start} returns when all of it is ready, {@link #close} when none of it is left.
 */
public final class LocalStack implements AutoCloseable {
  private final DataDirectory data;
  private final Consumer<String> report;
  private final List<Part> parts = new ArrayList<>();
  private final DatabaseCluster databases;
  private final KafkaCluster kafka;
  private final List<Service> apis;
  private final Optional<OneTimeCommand> migration;
  private boolean closed;

  private LocalStack(StackSettings settings, DataDirectory data, Consumer<String> report) {
    this.data = data;
    this.report = report;
    var ports = new Ports(data.ports());
    var components = new Components(settings.home());
    this.databases =
        new DatabaseCluster(servers(settings.replicas(), ports, data, components), data.promoted());
    databases.servers().forEach(this::addDatabase);
    this.kafka = KafkaCluster.of(settings.brokers(), ports);
    kafka.refuseOtherNodes(data.kafka());
    kafka
        .nodes()
        .forEach(node -> add(new KafkaBroker(node, kafka, settings.home(), data, components)));
    var redis = new RedisServer(ports.free(RedisServer.NAME), data, components);
    add(redis);
    var services =
        new Services(
            settings,
            components,
            ports,
            databases,
            kafka.bootstrapServers(),
            redis.port(),
            new TokenSecret(data.tokenSecret()));
    List<Service> workers = services.workers();
    workers.forEach(this::add);
    this.migration =
        workers.isEmpty()
            ? Optional.empty()
            : Optional.of(new OneTimeCommand("migration", services.migration(), data));
    this.apis = services.apis();
    apis.forEach(this::add);
  }

  /**
   * The infrastructure that the tests of one JVM share: two replicas, Kafka and Redis, fresh, ended
   * with the JVM.
   */
  public static LocalStack shared() {
    return Shared.STACK;
  }

  public static LocalStack start(StackSettings settings) {
    return start(settings, _ -> {});
  }

  /**
   * Starts everything, side by side where nothing has to wait.
   *
   * @param report gets a line per part that became ready, was killed for not stopping, or ended by
   *     itself
   * @throws StackException with what a person has to do; nothing is left running then
   */
  public static LocalStack start(StackSettings settings, Consumer<String> report) {
    DataDirectory data = DataDirectory.open(settings.data(), settings.fresh());
    LocalStack stack;
    try {
      stack = new LocalStack(settings, data, report);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
    try {
      stack.startAll();
      return stack;
    } catch (RuntimeException e) {
      // An interrupt ends the start; the parts must still be given the time to stop.
      boolean interrupted = Thread.interrupted();
      stack.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  public List<Part> parts() {
    return List.copyOf(parts);
  }

  public Part part(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "no part is called "
                        + name
                        + ": there are "
                        + String.join(", ", parts.stream().map(Part::name).toList())));
  }

  /** The PostgreSQL server that is written to at present. */
  public Part primary() {
    return part(databases.primary().name());
  }

  /** The PostgreSQL servers that are replicas at present. */
  public List<Part> replicas() {
    return partsOf(LocalStack::isReplica);
  }

  /** The Kafka brokers: one called {@code kafka}, or {@code kafka-1} and on. */
  public List<Part> brokers() {
    return partsOf(KafkaBroker.class::isInstance);
  }

  /**
   * Makes a running replica the primary and returns when the others stream from it. The old primary
   * is ended first; where it ran, it comes back as a replica.
   */
  public synchronized void promote(String replica) {
    if (closed) {
      throw new StackException("the stack is stopping");
    }
    new Promotion(databases, partsOf(Database.class::isInstance), report).of(part(replica));
  }

  public String kafkaBootstrapServers() {
    return kafka.bootstrapServers();
  }

  public String redisHost() {
    return Host.LOOPBACK;
  }

  public int redisPort() {
    return part(RedisServer.NAME).port();
  }

  public String databaseName() {
    return Postgres.DATABASE;
  }

  /** Who owns the database and may do anything in it. */
  public String databaseOwner() {
    return Postgres.OWNER;
  }

  /** Who may read everything and change nothing. */
  public String databaseReader() {
    return Postgres.READER;
  }

  /** Where the API instances are, in their order. */
  public List<String> apiUrls() {
    return apis.stream().map(Service::url).toList();
  }

  /** A connection of the database's owner to {@code primary} or a replica, without time limits. */
  public Connection connection(String part) throws SQLException {
    return connection(part, Postgres.OWNER);
  }

  /** As {@link #connection(String)} for another user, such as the superuser {@code postgres}. */
  public Connection connection(String part, String user) throws SQLException {
    if (part(part).program() instanceof Database database) {
      return database.server().connect(Postgres.DATABASE, user);
    }
    throw new StackException(part + " is no database");
  }

  public StackStatus status() {
    List<PartStatus> statuses = parts.stream().map(PartStatus::of).toList();
    boolean ready = parts.stream().allMatch(part -> part.state() == PartState.RUNNING);
    String api = apiUrls().stream().findFirst().orElse(null);
    return new StackStatus(ready, api, kafka.bootstrapServers(), data.root().toString(), statuses);
  }

  public Path dataDirectory() {
    return data.root();
  }

  /** Stops everything, each part after those that use it. */
  @Override
  public void close() {
    end(() -> {});
  }

  /** The same, and deletes what was stored; the logs stay. */
  public void discard() {
    end(data::deleteStores);
  }

  private synchronized void end(Runnable last) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Stream.<Predicate<Program>>of(
              program -> program instanceof Service,
              program -> program instanceof RedisServer,
              program -> program instanceof KafkaBroker,
              LocalStack::isReplica,
              program -> program instanceof Database)
          .forEach(kind -> Concurrently.run(steps(partsOf(kind), this::retire)));
      last.run();
    } finally {
      data.close();
    }
  }

  private static List<Postgres> servers(
      int replicas, Ports ports, DataDirectory data, Components components) {
    return Stream.concat(
            Stream.of(Primary.NAME),
            IntStream.rangeClosed(1, replicas).mapToObj(number -> "replica-" + number))
        .map(name -> new Postgres(name, ports.free(name), data, components))
        .toList();
  }

  private void addDatabase(Postgres server) {
    add(new Database(server, databases, () -> primary().state() == PartState.RUNNING));
  }

  private static boolean isReplica(Program program) {
    return program instanceof Database database && !database.isPrimary();
  }

  private void add(Program program) {
    parts.add(new Part(program, data, report));
  }

  private void startAll() {
    Concurrently.run(
        List.of(
            this::startDatabases,
            () -> Concurrently.run(steps(brokers(), Part::start)),
            part(RedisServer.NAME)::start,
            this::prepareServices));
    migration.ifPresent(OneTimeCommand::run);
    Concurrently.run(steps(partsOf(Service.class::isInstance), Part::start));
  }

  private void prepareServices() {
    partsOf(Service.class::isInstance).forEach(part -> part.program().prepare());
  }

  private void startDatabases() {
    primary().start();
    var primary = new Primary(databases.primary());
    primary.createDatabase();
    primary.dropSlotsBut(replicas().stream().map(Part::name).map(Replica::slot).toList());
    Concurrently.run(steps(replicas(), Part::start));
  }

  /** One that cannot be stopped must not keep the others running. */
  private void retire(Part part) {
    try {
      part.retire();
    } catch (StackException e) {
      report.accept("cannot stop " + part.name() + ": " + e.getMessage());
    }
  }

  private List<Part> partsOf(Predicate<Program> kind) {
    return parts.stream().filter(part -> kind.test(part.program())).toList();
  }

  private static List<Runnable> steps(List<Part> parts, Consumer<Part> step) {
    return parts.stream().<Runnable>map(part -> () -> step.accept(part)).toList();
  }

  /** Started by the first test that asks. */
  private static final class Shared {
    static final LocalStack STACK = start();

    private static LocalStack start() {
      var stack =
          LocalStack.start(
              StackSettings.infrastructure(Path.of("target", "local-stack")).withFresh(true));
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-local-stack"));
      return stack;
    }
  }
}
