package dev.visitortracker.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that takes nothing is one whose channel is not flushed. */
class ReaderGuardTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new ReaderGuard(Duration.ofSeconds(60), new Metrics(registry)));

  @BeforeEach
  void freezeTime() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void connection_isClosed_whenItsClientTakesNothing() {
    write(100_000);

    pass(61);

    assertThat(channel.isOpen()).isFalse();
    assertThat(registry.counter("connections.stalled").count()).isEqualTo(1);
  }

  @Test
  void connection_stays_whenItsClientHasTakenEverything() {
    write(100_000);
    channel.flush();

    pass(200);

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void connection_stays_whileItsClientTakesAsMuchAsComes() {
    write(100_000);
    for (int minute = 0; minute < 3; minute++) {
      pass(50);
      channel.flush();
      write(100_000);
    }

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void connection_stays_whenLittleWaits() {
    write(1_000);

    pass(200);

    assertThat(channel.isOpen()).isTrue();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It is done when the channel is flushed.
  private void write(int bytes) {
    channel.write(Unpooled.buffer(bytes).writeZero(bytes));
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }
}
