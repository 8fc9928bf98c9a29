package dev.visitortracker.worker.deadletter;

import java.util.List;
import reactor.core.publisher.Mono;

/** The seam to the topic of dead letters. */
public interface DeadLetters {

  /**
   * Completes when Kafka holds all of them on all in-sync replicas. The transaction that skips the
   * records may commit only then, so a crash between the two keeps them twice and never not at all.
   */
  Mono<Void> keep(List<DeadLetter> deadLetters);
}
