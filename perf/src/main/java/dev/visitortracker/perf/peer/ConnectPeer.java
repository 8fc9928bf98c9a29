package dev.visitortracker.perf.peer;

import dev.visitortracker.event.Visit;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.load.Workload;
import dev.visitortracker.perf.watch.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kafka Connect with Debezium's JDBC sink, which inserts into the visits' own table. Its jars are
 * laid out by {@code perf/connect/pom.xml}; its settings stand beside that.
 */
public final class ConnectPeer implements AutoCloseable {
  private static final String TOPIC = "connect-visits";
  private static final int PARTITIONS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String STORED = "SELECT count(*) FROM visit_events WHERE id = ANY (?)";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final LocalStack stack;
  private final Database database;
  private final Process process;

  private ConnectPeer(LocalStack stack, Database database, Process process) {
    this.stack = stack;
    this.database = database;
    this.process = process;
  }

  /** Starts it, or says why not: its jars may not have been downloaded. */
  public static Optional<ConnectPeer> start(LocalStack stack, Database database)
      throws IOException, ExecutionException, InterruptedException {
    Path jars = StackSettings.projectHome().resolve("perf/connect/target/lib");
    if (!Files.isDirectory(jars)) {
      System.out.println("Kafka Connect is left out: its jars are not in " + jars);
      return Optional.empty();
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    }
    Path directory = Files.createDirectories(stack.dataDirectory().resolve("connect"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                jars + "/*",
                "org.apache.kafka.connect.cli.ConnectStandalone",
                settings(stack, directory, "worker.properties").toString(),
                settings(stack, directory, "sink.properties").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("connect.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "stop-connect"));
    return Optional.of(new ConnectPeer(stack, database, process));
  }

  /**
   * Rows a second from a backlog: frozen while it is produced and the table emptied, as the worker
   * is.
   */
  public double drain(int rows) throws Exception {
    signal("STOP");
    List<UUID> last = produce(rows);
    database.empty();
    signal("CONT");
    long start = System.nanoTime();
    await(last);
    return rows / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The ids of the last record of each partition. */
  private List<UUID> produce(int rows) {
    List<UUID> last = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafkaBootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var workload = new Workload(System.currentTimeMillis());
      for (int i = 0; i < rows; i++) {
        Visit visit = workload.next(1).getFirst();
        byte[] value = JSON.writeValueAsBytes(row(visit));
        var _ = producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, value));
        if (i >= rows - PARTITIONS) {
          last.add(visit.id().toUuid());
        }
      }
    }
    return last;
  }

  private void await(List<UUID> last) throws SQLException {
    Path log = stack.dataDirectory().resolve("connect/connect.log");
    try (Connection connection = database.owner();
        PreparedStatement stored = connection.prepareStatement(STORED)) {
      stored.setArray(1, connection.createArrayOf("uuid", last.toArray()));
      Await.until(
          "Kafka Connect's storing of its backlog, see " + log,
          PATIENCE,
          POLL,
          () -> !process.isAlive() || number(stored) == last.size());
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("Kafka Connect ended; see " + log);
    }
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .start()
        .waitFor(5, TimeUnit.SECONDS);
  }

  private static Map<String, Object> row(Visit visit) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", visit.id().toUuid().toString());
    row.put("site", visit.site());
    row.put("source_ip", visit.sourceIp().getHostAddress());
    row.put("endpoint", visit.endpoint());
    row.put("method", visit.method());
    row.put("response_code", visit.responseCode());
    row.put("user_agent", visit.userAgent());
    row.put("referrer", visit.referrer());
    row.put("duration_ms", visit.durationMillis());
    return row;
  }

  /** A copy of the settings with the addresses of this stack in place. */
  private static Path settings(LocalStack stack, Path directory, String name) throws IOException {
    String settings =
        Files.readString(StackSettings.projectHome().resolve("perf/connect").resolve(name))
            .replace("{kafka}", stack.kafkaBootstrapServers())
            .replace("{directory}", directory.toString())
            .replace("{primary}", stack.primary().host() + ":" + stack.primary().port())
            .replace("{database}", stack.databaseName())
            .replace("{owner}", stack.databaseOwner());
    return Files.writeString(directory.resolve(name), settings);
  }
}
