package dev.visitortracker.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackSettingsTest {
  private final StackSettings infrastructure = StackSettings.infrastructure(Path.of("target/data"));

  @Test
  void infrastructure_hasTwoReplicasAndNoServices_whenNothingElseIsSaid() {
    assertThat(infrastructure.replicas()).isEqualTo(2);
    assertThat(infrastructure.brokers()).isEqualTo(1);
    assertThat(infrastructure.workers().instances()).isZero();
    assertThat(infrastructure.apis().instances()).isZero();
    assertThat(infrastructure.fresh()).isFalse();
  }

  @Test
  void paths_areAbsolute_whenGivenRelative() {
    assertThat(infrastructure.data()).isEqualTo(Path.of("target/data").toAbsolutePath());
    assertThat(infrastructure.home()).isAbsolute();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 9})
  void replicas_areRefused_whenOutOfRange(int replicas) {
    assertThatThrownBy(() -> infrastructure.withReplicas(replicas))
        .hasMessage("replicas must be 0 to 8, not " + replicas);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void brokers_areRefused_whenTheyCannotAgree(int brokers) {
    assertThatThrownBy(() -> infrastructure.withBrokers(brokers))
        .hasMessage("brokers must be 1 or 3, not " + brokers);
  }

  @Test
  void apiPort_isRefused_whenTheLastInstanceHasNoPort() {
    StackSettings two = infrastructure.withApis(ServiceOptions.instances(2));

    assertThat(two.withApiPort(65_534).apiPort()).isEqualTo(65_534);
    assertThatThrownBy(() -> two.withApiPort(65_535)).hasMessageContaining("apiPort");
    assertThatThrownBy(() -> two.withApiPort(-1)).hasMessageContaining("apiPort");
  }

  @Test
  void instances_areRefused_whenNegative() {
    assertThatThrownBy(() -> ServiceOptions.instances(-1))
        .hasMessage("instances must be at least 0, not -1");
  }
}
