package dev.visitortracker.perf.bench;

import dev.visitortracker.event.Visit;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.load.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kafka Connect with Debezium's JDBC sink: two tasks that insert batches of 5,000 into the visits'
 * own table. It reads plain JSON by a schema that its converter is told, so its records are as
 * small as ours. Its jars are laid out by {@code perf/connect/pom.xml}.
 */
final class ConnectPeer implements AutoCloseable {
  private static final String TOPIC = "connect-visits";
  private static final int TASKS = 2;
  private static final int BATCH = 5_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String STORED = "SELECT count(*) FROM visit_events WHERE id = ANY (?)";
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The fields as the table has them; the database turns text into its own types. */
  private static final Map<String, String> FIELDS = fields();

  private final LocalStack stack;
  private final Database database;
  private final Process process;

  private ConnectPeer(LocalStack stack, Database database, Process process) {
    this.stack = stack;
    this.database = database;
    this.process = process;
  }

  /** Starts it, or says why not: its jars may not have been downloaded. */
  static Optional<ConnectPeer> start(LocalStack stack, Database database)
      throws IOException, ExecutionException, InterruptedException {
    Path jars = StackSettings.projectHome().resolve("perf/connect/target/lib");
    if (!Files.isDirectory(jars)) {
      System.out.println("Kafka Connect is left out: its jars are not in " + jars);
      return Optional.empty();
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, TASKS, (short) 1))).all().get();
    }
    Path directory = Files.createDirectories(stack.dataDirectory().resolve("connect"));
    Path worker = write(directory.resolve("worker.properties"), worker(stack, directory));
    Path sink = write(directory.resolve("sink.properties"), sink(stack));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                jars + "/*",
                "org.apache.kafka.connect.cli.ConnectStandalone",
                worker.toString(),
                sink.toString())
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
  double drain(int rows) throws Exception {
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
        var _ = producer.send(new ProducerRecord<>(TOPIC, i % TASKS, null, value));
        if (i >= rows - TASKS) {
          last.add(visit.id().toUuid());
        }
      }
    }
    return last;
  }

  private void await(List<UUID> last) throws SQLException, IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Connection connection = database.owner();
        PreparedStatement stored = connection.prepareStatement(STORED)) {
      stored.setArray(1, connection.createArrayOf("uuid", last.toArray()));
      while (number(stored) < last.size()) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          Path log = stack.dataDirectory().resolve("connect/connect.log");
          List<String> lines = Files.readAllLines(log);
          throw new IllegalStateException(
              "Kafka Connect did not store its backlog; its log ends with\n"
                  + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (var result = query.executeQuery()) {
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

  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String text : List.of("id", "site", "source_ip", "endpoint", "method")) {
      fields.put(text, "string");
    }
    fields.put("response_code", "int16");
    fields.put("user_agent", "string");
    fields.put("referrer", "string");
    fields.put("duration_ms", "int32");
    return fields;
  }

  private static String schema() {
    List<Map<String, Object>> fields =
        FIELDS.entrySet().stream()
            .map(
                field ->
                    Map.<String, Object>of(
                        "field", field.getKey(), "type", field.getValue(), "optional", true))
            .toList();
    return JSON.writeValueAsString(Map.of("type", "struct", "optional", false, "fields", fields));
  }

  private static Map<String, String> worker(LocalStack stack, Path directory) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", stack.kafkaBootstrapServers());
    settings.put("listeners", "http://127.0.0.1:0");
    settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
    settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
    settings.put("value.converter.schemas.enable", "true");
    settings.put("value.converter.schema.content", schema());
    settings.put("offset.storage.file.filename", directory.resolve("offsets").toString());
    settings.put("consumer.max.poll.records", Integer.toString(BATCH));
    settings.put("consumer.auto.offset.reset", "earliest");
    return settings;
  }

  private static Map<String, String> sink(LocalStack stack) {
    Part primary = stack.primary();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("name", "visits");
    settings.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
    settings.put("tasks.max", Integer.toString(TASKS));
    settings.put("topics", TOPIC);
    settings.put(
        "connection.url",
        "jdbc:postgresql://%s:%d/%s?stringtype=unspecified&reWriteBatchedInserts=true"
            .formatted(primary.host(), primary.port(), stack.databaseName()));
    settings.put("connection.username", stack.databaseOwner());
    settings.put("connection.password", "none");
    settings.put("insert.mode", "insert");
    settings.put("batch.size", Integer.toString(BATCH));
    settings.put("primary.key.mode", "record_value");
    settings.put("primary.key.fields", "id");
    settings.put("schema.evolution", "none");
    settings.put("collection.name.format", "visit_events");
    return settings;
  }

  private static Path write(Path file, Map<String, String> settings) throws IOException {
    var properties = new Properties();
    properties.putAll(settings);
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(out, null);
    }
    return file;
  }
}
