package dev.visitortracker.perf.watch;

import dev.visitortracker.event.Topics;
import dev.visitortracker.local.LocalStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far the workers are behind Kafka. One thread only. */
public final class Lag implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final String SETTLED =
      "SELECT coalesce(sum(next_offset), 0)::bigint FROM ingest_watermark WHERE topic = '"
          + Topics.VISIT_EVENTS
          + "'";

  private final LastingConnection primary;
  private final Admin admin;

  public Lag(LocalStack stack) {
    this.primary = new LastingConnection(stack, "primary");
    int limit = Math.toIntExact(LIMIT.toMillis());
    this.admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                stack.kafkaBootstrapServers(),
                "request.timeout.ms",
                limit,
                "default.api.timeout.ms",
                limit));
  }

  /** Records in the topic that no worker has settled; empty where Kafka or the primary is away. */
  public OptionalLong records() {
    OptionalLong settled = settled();
    OptionalLong appended = appended();
    return settled.isPresent() && appended.isPresent()
        ? OptionalLong.of(Math.max(0, appended.getAsLong() - settled.getAsLong()))
        : OptionalLong.empty();
  }

  /** Records that the topic has ever had. */
  public OptionalLong appended() {
    try {
      Map<TopicPartition, OffsetSpec> latest =
          admin
              .describeTopics(List.of(Topics.VISIT_EVENTS))
              .allTopicNames()
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .values()
              .stream()
              .flatMap(topic -> topic.partitions().stream())
              .map(partition -> new TopicPartition(Topics.VISIT_EVENTS, partition.partition()))
              .collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest()));
      return OptionalLong.of(
          admin
              .listOffsets(latest)
              .all()
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .values()
              .stream()
              .mapToLong(ListOffsetsResultInfo::offset)
              .sum());
    } catch (ExecutionException | TimeoutException away) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  /** Records that a worker has settled: stored, counted as duplicate, or dead-lettered. */
  public OptionalLong settled() {
    return primary.ask(Lag::settled).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  @Override
  public void close() {
    primary.close();
    admin.close(LIMIT);
  }

  private static long settled(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SETTLED);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }
}
