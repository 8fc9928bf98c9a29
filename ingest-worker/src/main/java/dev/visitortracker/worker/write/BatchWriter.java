package dev.visitortracker.worker.write;

import dev.visitortracker.worker.deadletter.DeadLetters;
import dev.visitortracker.worker.decode.DecodedBatch;
import dev.visitortracker.worker.decode.DecodedVisit;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.SqlState;
import dev.visitortracker.worker.primary.Verdict;
import dev.visitortracker.worker.progress.LostOwnershipException;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.schema.VisitPartitions;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.Collection;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Stores one batch in one transaction: visits, then rollups and sketches, then the watermark. So
 * the database holds either all of the batch and its progress, or nothing of it.
 *
 * <p>The batches of a partition must come one after the other; batches of different partitions may
 * be stored at the same time. Outages are waited out here, without end; the only error that leaves
 * is {@link LostOwnershipException}.
 */
public final class BatchWriter {
  private final PrimaryDatabase database;
  private final VisitPartitions partitions;
  private final Watermarks watermarks;
  private final DeadLetters deadLetters;
  private final Outage outage;
  private final int firstShard;
  private final RetryBackoffSpec backoff;

  /**
   * @param firstShard where the rollup shards of this writer begin; writers that may work at the
   *     same time on equal partition numbers need shards of their own, or they wait for each other
   */
  public BatchWriter(
      PrimaryDatabase database,
      VisitPartitions partitions,
      Watermarks watermarks,
      DeadLetters deadLetters,
      WriteSettings properties,
      Outage outage,
      int firstShard) {
    this.database = database;
    this.partitions = partitions;
    this.watermarks = watermarks;
    this.deadLetters = deadLetters;
    this.outage = outage;
    this.firstShard = firstShard;
    this.backoff =
        Retry.backoff(Long.MAX_VALUE, properties.minBackoff()).maxBackoff(properties.maxBackoff());
  }

  /** Stores the batch and completes with what became of its records. */
  public Mono<StoredBatch> store(DecodedBatch batch) {
    return keepUnreadable(batch)
        .then(storeVisits(batch))
        .map(settlement -> new StoredBatch(batch.source(), settlement.advances()))
        .doOnNext(stored -> outage.over());
  }

  private Mono<Void> keepUnreadable(DecodedBatch batch) {
    return deadLetters
        .keep(batch.deadLetters())
        .retryWhen(backoff.doBeforeRetry(retry -> outage.kafka(retry.failure())));
  }

  private Mono<BatchOutcome> storeVisits(DecodedBatch batch) {
    return partitions
        .ensure(batch.visits().stream().map(DecodedVisit::visit).toList())
        .then(copyOrInsert(batch))
        .retryWhen(
            backoff
                .filter(error -> !(error instanceof LostOwnershipException))
                .doBeforeRetryAsync(retry -> waitOut(retry.failure())));
  }

  private Mono<Void> waitOut(Throwable error) {
    outage.database(error);
    // Whatever failed, retention or an operator may have dropped a partition meanwhile.
    partitions.forget();
    return SqlState.isLockTimeout(error)
        ? database.terminateFrozen().doOnNext(outage::freed).onErrorComplete().then()
        : Mono.empty();
  }

  private Mono<BatchOutcome> copyOrInsert(DecodedBatch batch) {
    return copy(batch)
        .onErrorResume(
            error -> SqlState.verdict(error) == Verdict.ISOLATE, refused -> insert(batch));
  }

  private Mono<BatchOutcome> copy(DecodedBatch batch) {
    BatchOutcome settlement = BatchOutcome.allStored(batch);
    return database.inTransaction(
        connection ->
            CopyRows.copy(connection, batch.visits()).then(settle(connection, batch, settlement)));
  }

  private Mono<BatchOutcome> insert(DecodedBatch batch) {
    return database.inTransaction(
        connection ->
            InsertRows.insert(connection, batch.visits())
                .flatMap(
                    insertion ->
                        deadLetters
                            .keep(insertion.refused())
                            .then(settle(connection, batch, BatchOutcome.of(batch, insertion)))));
  }

  private Mono<BatchOutcome> settle(
      PostgresqlConnection connection, DecodedBatch batch, BatchOutcome settlement) {
    int shard = shard(batch.source().ranges());
    return Rollup.of(settlement.stored())
        .addTo(connection, shard)
        .then(Mono.defer(() -> DailyVisitors.of(settlement.stored()).addTo(connection, shard)))
        .then(watermarks.advance(connection, batch.source().topic(), settlement.advances()))
        .thenReturn(settlement);
  }

  /** Any of the batch's partitions will do, because no other transaction holds one of them. */
  private int shard(Collection<OffsetRange> ranges) {
    return firstShard + ranges.iterator().next().partition();
  }
}
