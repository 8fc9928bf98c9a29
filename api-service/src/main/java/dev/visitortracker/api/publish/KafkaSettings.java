package dev.visitortracker.api.publish;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers host:port of one or more brokers
 */
public record KafkaSettings(
    @NotEmpty @DefaultValue("localhost:9092") List<String> bootstrapServers) {}
