package dev.visitortracker.local;

import dev.visitortracker.local.service.ServiceJar;
import java.util.List;

/**
 * How one of the two services runs.
 *
 * @param instances how many JVMs
 * @param jvmFlags added after the standard flags of {@link ServiceJar}, so that they win
 * @param arguments Spring properties ({@code --key=value}), added after those that the stack gives
 */
public record ServiceOptions(int instances, List<String> jvmFlags, List<String> arguments) {
  public ServiceOptions {
    if (instances < 0) {
      throw new IllegalArgumentException("instances must be at least 0, not " + instances);
    }
    jvmFlags = List.copyOf(jvmFlags);
    arguments = List.copyOf(arguments);
  }

  public static ServiceOptions instances(int instances) {
    return new ServiceOptions(instances, List.of(), List.of());
  }

  public ServiceOptions withJvmFlags(String... flags) {
    return new ServiceOptions(instances, List.of(flags), arguments);
  }

  public ServiceOptions withArguments(String... properties) {
    return new ServiceOptions(instances, jvmFlags, List.of(properties));
  }
}
