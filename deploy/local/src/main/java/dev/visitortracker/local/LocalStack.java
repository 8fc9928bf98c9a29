package dev.visitortracker.local;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The real stack on this machine, as child processes of this one: a PostgreSQL primary with
 * streaming replicas, a Kafka broker, Redis and, where asked for, the service jars. {@link #start}
 * returns when all of it is ready, {@link #close} when none of it is left.
 */
public final class LocalStack implements AutoCloseable {
  private final DataDirectory data;
  private final Consumer<String> report;
  private final List<Postgres> databases = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final Primary primary;
  private final List<Service> apis;
  private final Optional<Tool> migration;
  private boolean closed;

  private LocalStack(StackSettings settings, DataDirectory data, Consumer<String> report) {
    this.data = data;
    this.report = report;
    var ports = new Ports(data.ports());
    var components = new Components(settings.home());
    this.primary = addDatabases(settings.replicas(), ports, components);
    var kafka =
        new KafkaBroker(
            ports.free(KafkaBroker.NAME),
            ports.free("kafka-controller"),
            settings.home(),
            data,
            components);
    var redis = new RedisServer(ports.free(RedisServer.NAME), data, components);
    add(kafka);
    add(redis);
    var services = new Services(settings, components, ports, databases, kafka.port(), redis.port());
    List<Service> workers = services.workers();
    workers.forEach(this::add);
    this.migration =
        workers.isEmpty()
            ? Optional.empty()
            : Optional.of(new Tool("migration", services.migration(), data));
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

  public Part primary() {
    return part(Primary.NAME);
  }

  public List<Part> replicas() {
    return partsOf(Replica.class::isInstance);
  }

  public String kafkaBootstrapServers() {
    return Host.LOOPBACK + ":" + part(KafkaBroker.NAME).port();
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
    Part database = part(part);
    for (Postgres server : databases) {
      if (server.name().equals(database.name())) {
        return server.connect(Postgres.DATABASE, user);
      }
    }
    throw new StackException(part + " is no database");
  }

  public StackStatus status() {
    List<PartStatus> statuses = parts.stream().map(PartStatus::of).toList();
    boolean ready = parts.stream().allMatch(part -> part.state() == PartState.RUNNING);
    String api = apiUrls().stream().findFirst().orElse(null);
    return new StackStatus(ready, api, data.root().toString(), statuses);
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
              program -> program instanceof Replica,
              program -> program instanceof Primary)
          .forEach(kind -> Concurrently.run(steps(partsOf(kind), this::retire)));
      last.run();
    } finally {
      data.close();
    }
  }

  private Primary addDatabases(int replicas, Ports ports, Components components) {
    var source = new Postgres(Primary.NAME, ports.free(Primary.NAME), data, components);
    var program = new Primary(source);
    databases.add(source);
    Part part = add(program);
    for (int number = 1; number <= replicas; number++) {
      String name = "replica-" + number;
      var server = new Postgres(name, ports.free(name), data, components);
      databases.add(server);
      add(new Replica(server, part, source));
    }
    return program;
  }

  private Part add(Program program) {
    var part = new Part(program, data, report);
    parts.add(part);
    return part;
  }

  private void startAll() {
    Concurrently.run(
        List.of(
            this::startDatabases,
            part(KafkaBroker.NAME)::start,
            part(RedisServer.NAME)::start,
            this::prepareServices));
    migration.ifPresent(Tool::run);
    Concurrently.run(steps(partsOf(Service.class::isInstance), Part::start));
  }

  private void prepareServices() {
    partsOf(Service.class::isInstance).forEach(part -> part.program().prepare());
  }

  private void startDatabases() {
    primary().start();
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
