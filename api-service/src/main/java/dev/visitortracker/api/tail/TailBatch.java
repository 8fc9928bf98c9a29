package dev.visitortracker.api.tail;

import dev.visitortracker.api.token.Position;
import java.util.List;

/**
 * What has become visible since the batch before; often nothing. Batches come at short intervals
 * also then, so that whoever gets them knows that time has passed and where the stream is.
 *
 * @param before where the stream was
 * @param visits in the order of the stream; within a partition that is Kafka's
 * @param behind where it is now, records included that hold no visit
 */
public record TailBatch(Position before, List<TailedVisit> visits, Position behind) {
  public TailBatch {
    visits = List.copyOf(visits);
  }
}
