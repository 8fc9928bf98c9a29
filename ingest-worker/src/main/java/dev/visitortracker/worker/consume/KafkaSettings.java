package dev.visitortracker.worker.consume;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Kafka is and how the migration creates the topics, {@code visitor-tracker.kafka}.
 *
 * @param bootstrapServers {@code host:port}, separated by commas
 * @param partitions of the topic of visits
 * @param replicationFactor of both topics
 */
public record KafkaSettings(
    @NotBlank @DefaultValue("127.0.0.1:9092") String bootstrapServers,
    @Min(1) @Max(10_000) @DefaultValue("8") int partitions,
    @Min(1) @Max(7) @DefaultValue("1") short replicationFactor) {}
