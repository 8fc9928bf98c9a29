package dev.visitortracker.api.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Mono;

class RepeatingTest {
  @Test
  void lastRun_comesBehindTheLastRequest_andBeforeTheEventLoopsEnd() {
    var repeating = new Repeating("a task", Duration.ofSeconds(1), Mono::empty);

    assertThat(repeating.getPhase())
        .isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE)
        .isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
        .isGreaterThan(new ReactorResourceFactory().getPhase());
  }
}
