package dev.visitortracker.worker.deadletter;

import dev.visitortracker.event.Topics;
import dev.visitortracker.worker.consume.TopicOffsets;
import dev.visitortracker.worker.progress.OffsetRange;
import dev.visitortracker.worker.range.RangePoll;
import dev.visitortracker.worker.range.RangeReader;
import dev.visitortracker.worker.range.ReadProgress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the topic of dead letters up to the end that it has at the start, so that letters which
 * come back meanwhile are not read again.
 */
public final class LetterTopic {
  /** Letters are as large as requests; a poll stays small. */
  private static final int MAX_LETTERS = 500;

  private final TopicOffsets offsets;
  private final RangeReader reader;

  public LetterTopic(TopicOffsets offsets, RangeReader reader) {
    this.offsets = offsets;
    this.reader = reader;
  }

  /** The letters that match, oldest first within each partition. */
  public Flux<KeptLetter> letters(LetterFilter filter, ReadProgress progress) {
    return polls(filter, progress).flatMapIterable(letters -> letters, 1);
  }

  /** One letter; empty where Kafka does not have it. */
  public Mono<KeptLetter> letter(int partition, long offset) {
    OffsetRange one = new OffsetRange(partition, offset, offset + 1);
    return offsets
        .bounds(Topics.DEAD_LETTERS)
        .flatMap(bounds -> Mono.justOrEmpty(bounds.get(partition)))
        .filter(bounds -> bounds.from() <= offset && offset < bounds.to())
        .flatMapMany(held -> reader.read(Topics.DEAD_LETTERS, List.of(one), 1))
        .flatMapIterable(RangePoll::records, 1)
        .next()
        .map(KeptLetter::of);
  }

  /** The letters that match, as one list for each poll. */
  Flux<List<KeptLetter>> polls(LetterFilter filter, ReadProgress progress) {
    return ranges(filter)
        .doOnNext(ranges -> progress.expect(ranges.stream().mapToLong(OffsetRange::width).sum()))
        .flatMapMany(ranges -> reader.read(Topics.DEAD_LETTERS, ranges, MAX_LETTERS))
        .doOnNext(
            poll -> progress.advance(poll.covered().stream().mapToLong(OffsetRange::width).sum()))
        .map(poll -> poll.records().stream().map(KeptLetter::of).filter(filter::matches).toList());
  }

  private Mono<Collection<OffsetRange>> ranges(LetterFilter filter) {
    return offsets
        .bounds(Topics.DEAD_LETTERS)
        .zipWith(since(filter.from()))
        .map(
            both ->
                both.getT1().values().stream()
                    .map(bounds -> narrow(bounds, filter, both.getT2()))
                    .toList());
  }

  private Mono<Map<Integer, Long>> since(@Nullable Instant from) {
    return from == null ? Mono.just(Map.of()) : offsets.at(Topics.DEAD_LETTERS, from);
  }

  private static OffsetRange narrow(
      OffsetRange bounds, LetterFilter filter, Map<Integer, Long> since) {
    long whereNone = filter.from() == null ? bounds.from() : bounds.to();
    long from = since.getOrDefault(bounds.partition(), whereNone);
    if (filter.fromOffset() != null) {
      from = Math.max(from, filter.fromOffset());
    }
    long to = filter.toOffset() == null ? bounds.to() : Math.min(bounds.to(), filter.toOffset());
    return new OffsetRange(bounds.partition(), Math.min(from, to), to);
  }
}
