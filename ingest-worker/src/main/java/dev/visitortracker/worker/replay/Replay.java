package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.consume.SourceBatch;
import dev.visitortracker.worker.consume.SourceRecords;
import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.progress.LostOwnershipException;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.progress.Watermarks;
import dev.visitortracker.worker.range.RangePoll;
import dev.visitortracker.worker.range.RangeReader;
import dev.visitortracker.worker.range.ReadProgress;
import dev.visitortracker.worker.write.BatchWriter;
import dev.visitortracker.worker.write.PreparedBatch;
import dev.visitortracker.worker.write.StoredBatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Stores a range of a topic once more, batch by batch in the transaction that live ingest uses: so
 * each visit is stored once, and a replay that was killed goes on from its own watermark.
 *
 * <p>One batch is written while the next is read. The rows that are new come from here on; the
 * watermarks of live ingest do not move.
 */
public final class Replay {
  /** Rollup shards of replays begin here, above every partition that live ingest may have. */
  public static final int FIRST_SHARD = 10_001;

  /**
   * In a row, without a batch stored between: a commit whose answer was lost looks like a lost race
   * once; a rival looks so each time.
   */
  private static final int MAX_LOST_RACES = 3;

  private final ReplayProgress replayProgress;
  private final RangeReader reader;
  private final BatchDecoder decoder;
  private final BatchWriter writer;
  private final Watermarks watermarks;
  private final Pace pace;
  private final int maxRecords;

  /**
   * @param writer with shards from {@link #FIRST_SHARD} on
   * @param maxRecords the most records of a batch
   */
  public Replay(
      ReplayProgress replayProgress,
      RangeReader reader,
      BatchDecoder decoder,
      BatchWriter writer,
      Watermarks watermarks,
      Pace pace,
      int maxRecords) {
    this.replayProgress = replayProgress;
    this.reader = reader;
    this.decoder = decoder;
    this.writer = writer;
    this.watermarks = watermarks;
    this.pace = pace;
    this.maxRecords = maxRecords;
  }

  /** Completes with the figures of the whole replay, those before an interruption among them. */
  public Mono<ReplayCounts> run(ReplayPlan plan, ReadProgress progress) {
    return store(plan, progress).then(watermarks.of(plan.key())).map(ReplayCounts::of);
  }

  private Flux<StoredBatch> store(ReplayPlan plan, ReadProgress progress) {
    return replayProgress
        .left(plan)
        .doOnNext(left -> progress.expect(progress.read() + left.width()))
        .flatMapMany(left -> reader.read(left.topic(), left.ranges(), maxRecords))
        .map(poll -> PreparedBatch.of(decoder.decode(batch(plan, poll))))
        .concatMap(this::store, 1)
        .doOnNext(stored -> progress.advance(width(stored)))
        .retryWhen(
            Retry.max(MAX_LOST_RACES)
                .transientErrors(true)
                .filter(LostOwnershipException.class::isInstance)
                .onRetryExhaustedThrow((policy, lost) -> rival(plan)));
  }

  private Mono<StoredBatch> store(PreparedBatch batch) {
    return pace.admit(batch.size()).then(Mono.defer(() -> writer.store(batch)));
  }

  static SourceBatch batch(ReplayPlan plan, RangePoll poll) {
    return new SourceBatch(
        0,
        plan.key(),
        poll.records().stream().map(SourceRecords::of).toList(),
        poll.covered(),
        () -> {});
  }

  private static long width(StoredBatch stored) {
    return stored.source().ranges().stream().mapToLong(OffsetRange::width).sum();
  }

  private static IllegalStateException rival(ReplayPlan plan) {
    return new IllegalStateException(
        "another replay is running under the name "
            + plan.name()
            + ": wait for it, or give --name");
  }
}
