package dev.visitortracker.worker.consume;

import dev.visitortracker.worker.progress.Gap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.KafkaReceiver;

/**
 * Watches the gaps of one consumer's partitions: once a second it looks whether a partition that
 * stands still may go on, and whether the topic of the others is still the same. Partitions that
 * stand still are kept paused.
 */
final class GapWatch {
  private static final Logger log = LoggerFactory.getLogger(GapWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Longer than both neighbours take when they are well. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final StartOffsets starts;
  private final OwnedPartitions owned;

  GapWatch(StartOffsets starts, OwnedPartitions owned) {
    this.starts = starts;
    this.owned = owned;
  }

  /**
   * Ends with {@link GapsChangedException} when the consumer has to begin again; never completes.
   */
  Mono<Void> changed(KafkaReceiver<?, ?> receiver) {
    return Flux.interval(INTERVAL)
        .onBackpressureDrop()
        .concatMap(tick -> look(receiver), 1)
        .concatMap(this::compare, 1)
        .then();
  }

  private Mono<List<Gap>> look(KafkaReceiver<?, ?> receiver) {
    return pause(receiver)
        .then(Mono.defer(starts::gaps))
        .timeout(DEADLINE)
        .onErrorResume(
            error -> {
              log.debug("whether partitions have gaps is not known: {}", error.toString());
              return Mono.empty();
            });
  }

  /**
   * Pauses them each time: the library resumes all partitions when it has demand again, and may not
   * know that these are paused.
   */
  private Mono<Boolean> pause(KafkaReceiver<?, ?> receiver) {
    return owned.gaps().isEmpty()
        ? Mono.just(false)
        : receiver.doOnConsumer(
            consumer -> {
              consumer.pause(standing(consumer));
              return true;
            });
  }

  private List<TopicPartition> standing(Consumer<?, ?> consumer) {
    return consumer.assignment().stream()
        .filter(partition -> owned.gaps().containsKey(partition.partition()))
        .toList();
  }

  private Mono<Void> compare(List<Gap> found) {
    Map<Integer, Gap> gaps =
        found.stream().collect(Collectors.toMap(Gap::partition, Function.identity()));
    for (Gap gap : owned.gaps().values()) {
      Gap now = gaps.get(gap.partition());
      if (now == null || now.nextOffset() != gap.nextOffset()) {
        return Mono.error(
            () ->
                new GapsChangedException(
                    "partition %d does not stand at offset %d any more"
                        .formatted(gap.partition(), gap.nextOffset())));
      }
      owned.standsStill(now);
    }
    return found.stream()
        .filter(Gap.Rewound.class::isInstance)
        .filter(gap -> owned.reads(gap.partition()))
        .findFirst()
        .map(gap -> Mono.<Void>error(() -> new GapsChangedException(gap.sentence())))
        .orElse(Mono.empty());
  }
}
