package dev.visitortracker.worker;

import dev.visitortracker.worker.consume.OwnedPartitions;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.ReplicationLag;
import dev.visitortracker.worker.primary.ReplicationLag.Behind;
import dev.visitortracker.worker.primary.ReplicationLag.Hidden;
import dev.visitortracker.worker.progress.Gap;
import dev.visitortracker.worker.telemetry.WorkerMetrics;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads once a second, for metrics and readiness, the lag and the gaps of the partitions and the
 * lag of the replicas.
 */
final class LagSampler {
  private static final Logger log = LoggerFactory.getLogger(LagSampler.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Longer than one look at Kafka may take, and than most elections. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(5);

  private final OwnedPartitions owned;
  private final ReplicationLag replicas;
  private final Outage outage;
  private final WorkerMetrics metrics;

  LagSampler(OwnedPartitions owned, ReplicationLag replicas, Outage outage, WorkerMetrics metrics) {
    this.owned = owned;
    this.replicas = replicas;
    this.outage = outage;
    this.metrics = metrics;
  }

  /** Runs until it is cancelled. */
  Flux<Void> run() {
    return Flux.interval(Duration.ZERO, INTERVAL)
        .onBackpressureDrop()
        .doOnNext(tick -> partitions())
        .concatMap(tick -> replicaLag(), 1);
  }

  private void partitions() {
    boolean isSilent = owned.silence().compareTo(MAX_SILENCE) > 0;
    metrics.lag(isSilent ? Map.of() : owned.lag());
    kafka(isSilent);
    Map<Integer, Gap> gaps = owned.gaps();
    metrics.standingStill(
        gaps.values().stream().collect(Collectors.toMap(Gap::partition, Gap::cause)));
    outage.standingStill(
        gaps.values().stream()
            .sorted(Comparator.comparing(Gap::partition))
            .map(Gap::remedy)
            .toList());
    if (owned.isMember()) {
      outage.consumerGoesOn();
    }
  }

  private void kafka(boolean isSilent) {
    if (!owned.isMember()) {
      outage.kafkaAway("the consumer has not joined its group");
    } else if (isSilent) {
      outage.kafkaAway("Kafka does not answer");
    } else {
      outage.kafkaAnswers();
    }
  }

  private Mono<Void> replicaLag() {
    return replicas
        .worst()
        .doOnNext(
            reading -> {
              switch (reading) {
                case Behind behind -> metrics.replicaLag(behind.lag());
                case Hidden _ -> metrics.replicaLag(Duration.ZERO);
              }
            })
        // The writer says what is wrong with the primary; here it only means no news.
        .doOnError(error -> log.debug("the lag of the replicas is not known: {}", error.toString()))
        .onErrorComplete()
        .then();
  }
}
