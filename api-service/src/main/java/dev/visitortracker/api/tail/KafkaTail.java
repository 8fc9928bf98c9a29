package dev.visitortracker.api.tail;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Follows Kafka: one consumer for all live streams, and one for each that catches up. */
final class KafkaTail implements Tail {
  private static final Logger log = LoggerFactory.getLogger(KafkaTail.class);

  private final Supplier<TailReader> readers;
  private final BooleanSupplier isReachable;
  private final SharedRead<TailBatch> live;

  KafkaTail(Supplier<TailReader> readers, BooleanSupplier isReachable) {
    this.readers = readers;
    this.isReachable = isReachable;
    this.live =
        new SharedRead<>(
            Flux.usingWhen(Mono.fromSupplier(readers), KafkaTail::follow, TailReader::close)
                .doOnError(error -> log.warn("the live tail ends: {}", error.toString()))
                .onErrorMap(TailEndedException::new));
  }

  @Override
  public Flux<TailBatch> live() {
    return live.flux();
  }

  @Override
  public CatchUp catchUp() {
    return readers.get();
  }

  @Override
  public boolean isReachable() {
    return isReachable.getAsBoolean();
  }

  private static Flux<TailBatch> follow(TailReader reader) {
    return reader.startNow().thenMany(reader.visible());
  }
}
