package dev.visitortracker.worker.settings;

import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.KafkaSettings;
import dev.visitortracker.worker.decode.DecodeSettings;
import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.write.WriteSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything under {@code visitor-tracker}: one record per stage. All are bound together, so that a
 * key that no stage knows stops the start.
 *
 * @param instance unique among the workers and the same after a restart, such as a pod's name;
 *     null: the name of the host
 */
@Validated
@ConfigurationProperties(prefix = "visitor-tracker", ignoreUnknownFields = false)
public record WorkerSettings(
    @Nullable @Pattern(regexp = NAME) String instance,
    @Valid @DefaultValue DatabaseSettings database,
    @Valid @DefaultValue KafkaSettings kafka,
    @Valid @DefaultValue ConsumeSettings consume,
    @Valid @DefaultValue DecodeSettings decode,
    @Valid @DefaultValue WriteSettings write) {
  private static final String NAME = "[A-Za-z0-9._-]{1,64}";
  private static final String MUST_BE_GIVEN =
      "visitor-tracker.instance must be given, unique among the workers: ";

  /**
   * The name of this worker: what was given, or the name of the host. Two workers of one name would
   * take the partitions from each other for ever, so a name that many hosts have is refused.
   *
   * @throws IllegalStateException where no name was given and the host's cannot be used
   */
  public String instanceName() {
    return instance != null ? instance : usable(hostName());
  }

  static String usable(String hostName) {
    if (hostName.equals("localhost") || !hostName.matches(NAME)) {
      throw new IllegalStateException(
          MUST_BE_GIVEN + "the name of the host, '" + hostName + "', cannot stand for it");
    }
    return hostName;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(MUST_BE_GIVEN + "the host has no name", e);
    }
  }
}
