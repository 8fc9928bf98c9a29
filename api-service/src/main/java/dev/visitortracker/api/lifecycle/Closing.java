package dev.visitortracker.api.lifecycle;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Says that the service is about to end, before the web server waits for its answers: for answers
 * that have no end of their own, and would make it wait in vain.
 */
@Component
public final class Closing implements SmartLifecycle {
  private final Sinks.Empty<Void> begun = Sinks.empty();
  private volatile boolean isRunning;

  /** Completes when the end begins. */
  public Mono<Void> begun() {
    return begun.asMono();
  }

  @Override
  public void start() {
    isRunning = true;
  }

  @Override
  public void stop() {
    isRunning = false;
    begun.tryEmitEmpty();
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  /** Above the web server's phases. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }
}
