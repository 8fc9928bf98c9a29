package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ConnectionLimit limit = new ConnectionLimit(2, new Metrics(registry));

  @Test
  void connection_isClosedAtOnce_whenAsManyAreOpenAsMay() {
    var first = new EmbeddedChannel();
    var third = new EmbeddedChannel();
    limit.admit(first);
    limit.admit(new EmbeddedChannel());

    assertThat(limit.admit(third)).isFalse();
    assertThat(third.isOpen()).isFalse();
    assertThat(first.isOpen()).isTrue();
    assertThat(registry.counter("connections.refused").count()).isEqualTo(1);
  }

  @Test
  void connection_findsRoom_whenAnotherHasClosed() {
    var first = new EmbeddedChannel();
    limit.admit(first);
    limit.admit(new EmbeddedChannel());
    limit.admit(new EmbeddedChannel());

    first.close().syncUninterruptibly();

    assertThat(limit.admit(new EmbeddedChannel())).isTrue();
    assertThat(registry.get("connections").gauge().value()).isEqualTo(2);
  }
}
