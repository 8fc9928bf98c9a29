package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.decode.DecodedBatch;
import dev.visitortracker.worker.decode.DecodedVisit;
import dev.visitortracker.worker.schema.MonthOfVisits;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A batch with everything that its transaction writes where all visits are new. It is computed on
 * the lane's thread, in one pass and before a connection is taken.
 */
public final class PreparedBatch {
  private final DecodedBatch batch;
  private final Set<MonthOfVisits> months = new TreeSet<>();
  private final CopyRows rows;
  private final BatchOutcome outcomeIfNew;

  private PreparedBatch(DecodedBatch batch) {
    List<DecodedVisit> visits = batch.visits();
    this.batch = batch;
    this.rows = new CopyRows(visits.size());
    BatchOutcome.Builder outcome = new BatchOutcome.Builder(batch);
    MonthOfVisits month = null;
    for (DecodedVisit decoded : visits) {
      Visit visit = decoded.visit();
      if (month == null || !month.holds(visit.timestampMillis())) {
        month = MonthOfVisits.at(visit.timestampMillis());
        months.add(month);
      }
      rows.add(visit);
      outcome.stored(decoded);
    }
    this.outcomeIfNew = outcome.build();
  }

  /** Pure computation. */
  public static PreparedBatch of(DecodedBatch batch) {
    return new PreparedBatch(batch);
  }

  DecodedBatch batch() {
    return batch;
  }

  /** The months of the visits, whose partitions must exist. */
  Set<MonthOfVisits> months() {
    return months;
  }

  CopyRows rows() {
    return rows;
  }

  /** What becomes of the batch where COPY takes all of its rows. */
  BatchOutcome outcomeIfNew() {
    return outcomeIfNew;
  }

  /** The number of visits. */
  public int size() {
    return batch.visits().size();
  }
}
