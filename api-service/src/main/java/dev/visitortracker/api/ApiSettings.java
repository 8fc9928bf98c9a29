package dev.visitortracker.api;

import dev.visitortracker.api.cache.CacheSettings;
import dev.visitortracker.api.coding.CodingSettings;
import dev.visitortracker.api.connection.ConnectionSettings;
import dev.visitortracker.api.idempotency.IdempotencySettings;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.publish.KafkaSettings;
import dev.visitortracker.api.publish.PublishSettings;
import dev.visitortracker.api.query.QuerySettings;
import dev.visitortracker.api.redis.RedisSettings;
import dev.visitortracker.api.replica.ReplicaSettings;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.token.TokenSettings;
import dev.visitortracker.api.traffic.TrafficSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything under {@code visitor-tracker}: one record per stage. All are bound together, so that a
 * key that no stage knows stops the start.
 *
 * @param instance the name of this instance, as health answers give it
 */
@Validated
@ConfigurationProperties(prefix = "visitor-tracker", ignoreUnknownFields = false)
record ApiSettings(
    @Pattern(regexp = "[A-Za-z0-9._-]{1,64}") @DefaultValue("api") String instance,
    @Valid @DefaultValue KafkaSettings kafka,
    @Valid @DefaultValue PublishSettings publish,
    @Valid @DefaultValue ConnectionSettings connection,
    @Valid @DefaultValue IngestSettings ingest,
    @Valid @DefaultValue CodingSettings coding,
    @Valid @DefaultValue ReplicaSettings replica,
    @Valid @DefaultValue TokenSettings token,
    @Valid @DefaultValue TailSettings tail,
    @Valid @DefaultValue QuerySettings query,
    @Valid @DefaultValue RedisSettings redis,
    @Valid @DefaultValue CacheSettings cache,
    @Valid @DefaultValue IdempotencySettings idempotency,
    @Valid @DefaultValue TrafficSettings traffic) {
  ApiSettings {
    if (ingest.stallTimeout().compareTo(publish.deadline()) <= 0) {
      throw new IllegalArgumentException("ingest.stall-timeout must be above publish.deadline");
    }
    if (publish.maxInFlightRecords() < ingest.maxArrayEvents()) {
      throw new IllegalArgumentException(
          "publish.max-in-flight-records must not be below ingest.max-array-events: a whole array"
              + " is in flight at once");
    }
    Boolean shared = token.shared();
    if (token.secret() == null && (shared == null ? redis.host() != null : shared)) {
      throw new IllegalArgumentException(
          "token.secret must be set, the same in all instances: token.shared says that there are"
              + " others, or redis.host does, which is what instances share. Only an instance that"
              + " stays alone may have token.shared=false instead");
    }
    if (publish.bufferMemory().toBytes() < ingest.maxBytesInFlight().toBytes() / 2) {
      throw new IllegalArgumentException(
          "publish.buffer-memory must be at least half of ingest.max-bytes-in-flight, so that no"
              + " send waits for room");
    }
  }
}
