package dev.visitortracker.worker.upkeep;

import dev.visitortracker.worker.schema.MonthOfVisits;
import dev.visitortracker.worker.schema.VisitPartitions;
import java.time.InstantSource;
import java.util.List;
import reactor.core.publisher.Mono;

/** Creates the partitions of this month and the next before their first visit arrives. */
public final class MonthsAhead {
  private final VisitPartitions partitions;
  private final InstantSource clock;

  public MonthsAhead(VisitPartitions partitions, InstantSource clock) {
    this.partitions = partitions;
    this.clock = clock;
  }

  /** Completes when both months have their partitions. */
  Mono<Void> create() {
    MonthOfVisits now = MonthOfVisits.at(clock.millis());
    return partitions.ensure(List.of(now, now.next()));
  }
}
