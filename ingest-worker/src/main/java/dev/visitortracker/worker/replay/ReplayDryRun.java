package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.decode.BatchDecoder;
import dev.visitortracker.worker.decode.DecodedBatch;
import dev.visitortracker.worker.range.RangeReader;
import dev.visitortracker.worker.range.ReadProgress;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * Counts the visits of a range that would be new. Writes and remembers nothing, so a visit that is
 * in several batches of the range and not yet stored counts as new in each: the figure is an upper
 * bound.
 */
public final class ReplayDryRun {
  private final RangeReader reader;
  private final BatchDecoder decoder;
  private final StoredIds storedIds;
  private final int maxRecords;

  public ReplayDryRun(
      RangeReader reader, BatchDecoder decoder, StoredIds storedIds, int maxRecords) {
    this.reader = reader;
    this.decoder = decoder;
    this.storedIds = storedIds;
    this.maxRecords = maxRecords;
  }

  /** Reads the whole range, whatever a replay of it has done. */
  public Mono<ReplayCounts> run(ReplayPlan plan, ReadProgress progress) {
    progress.expect(plan.width());
    return reader
        .read(plan.topic(), plan.ranges(), maxRecords)
        .map(poll -> decoder.decode(Replay.batch(plan, poll)))
        .concatMap(this::compare, 1)
        .doOnNext(counts -> progress.advance(counts.read()))
        .reduce(ReplayCounts.NOTHING, ReplayCounts::plus);
  }

  private Mono<ReplayCounts> compare(DecodedBatch batch) {
    Set<UUID> ids =
        batch.visits().stream()
            .map(decoded -> decoded.visit().id().toUuid())
            .collect(Collectors.toSet());
    return storedIds.count(ids).map(stored -> counts(batch, (long) ids.size() - stored));
  }

  private static ReplayCounts counts(DecodedBatch batch, long fresh) {
    return new ReplayCounts(
        batch.source().records().size(),
        fresh,
        batch.visits().size() - fresh,
        batch.deadLetters().size());
  }
}
