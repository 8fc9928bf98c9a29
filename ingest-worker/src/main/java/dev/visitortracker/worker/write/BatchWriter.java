package dev.visitortracker.worker.write;

import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.deadletter.DeadLetter;
import dev.visitortracker.worker.deadletter.DeadLetters;
import dev.visitortracker.worker.health.Outage;
import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.SqlState;
import dev.visitortracker.worker.progress.LostOwnershipException;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.schema.VisitPartitions;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
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
      DeadLetters deadLetters,
      WriteSettings settings,
      Outage outage,
      int firstShard) {
    this.database = database;
    this.partitions = new VisitPartitions(database);
    this.deadLetters = deadLetters;
    this.outage = outage;
    this.firstShard = firstShard;
    this.backoff =
        Retry.backoff(Long.MAX_VALUE, settings.minBackoff()).maxBackoff(settings.maxBackoff());
  }

  /** Stores the batch and completes with what became of its records. */
  public Mono<StoredBatch> store(PreparedBatch batch) {
    return keepUnreadable(batch.batch().deadLetters())
        .then(storeVisits(batch))
        .map(outcome -> new StoredBatch(batch.batch().source(), outcome.advances()))
        .doOnNext(stored -> outage.writerGoesOn());
  }

  private Mono<Void> keepUnreadable(List<DeadLetter> letters) {
    return deadLetters
        .keep(letters)
        .retryWhen(backoff.doBeforeRetry(retry -> outage.deadLettersFailed(retry.failure())));
  }

  private Mono<BatchOutcome> storeVisits(PreparedBatch batch) {
    return partitions
        .ensure(batch.months())
        .then(copyOrInsert(batch))
        .retryWhen(
            backoff
                .filter(error -> !(error instanceof LostOwnershipException))
                .doBeforeRetryAsync(retry -> waitOut(retry.failure())));
  }

  private Mono<Void> waitOut(Throwable error) {
    outage.databaseFailed(error);
    // Whatever failed, retention or an operator may have dropped a partition meanwhile.
    partitions.forget();
    return SqlState.isLockTimeout(error)
        ? database.terminateFrozen().doOnNext(outage::freed).onErrorComplete().then()
        : Mono.empty();
  }

  private Mono<BatchOutcome> copyOrInsert(PreparedBatch batch) {
    return copy(batch).onErrorResume(SqlState::blamesRow, refused -> insert(batch));
  }

  private Mono<BatchOutcome> copy(PreparedBatch batch) {
    return database.inTransaction(
        connection ->
            batch
                .rows()
                .copy(connection)
                .then(addUp(connection, batch.batch().source(), batch.outcomeIfNew())));
  }

  /**
   * Stores the batch where some visits are not new. Only the INSERT tells which, so the statistics
   * are computed between it and the watermark.
   */
  private Mono<BatchOutcome> insert(PreparedBatch batch) {
    return database.inTransaction(
        connection ->
            InsertRows.insert(connection, batch.batch().visits())
                .delayUntil(result -> deadLetters.keep(result.refused()))
                // The driver's loop has other connections to serve.
                .publishOn(Schedulers.parallel())
                .map(result -> BatchOutcome.of(batch.batch(), result))
                .flatMap(outcome -> addUp(connection, batch.batch().source(), outcome)));
  }

  /** Adds the statistics and moves the watermarks, after the visits and in their transaction. */
  private Mono<BatchOutcome> addUp(
      PostgresqlConnection connection, SourceBatch source, BatchOutcome outcome) {
    // Any of the batch's partitions names the shard: no other transaction holds one of them.
    int shard = firstShard + source.ranges().getFirst().partition();
    return outcome
        .rollup()
        .addTo(connection, shard)
        .then(outcome.visitors().addTo(connection, shard))
        .then(Watermarks.advance(connection, source.topic(), outcome.advances()))
        .thenReturn(outcome);
  }
}
