package dev.visitortracker.api.query.stream;

import dev.visitortracker.api.tail.CatchUp;
import dev.visitortracker.api.tail.Tail;
import dev.visitortracker.api.tail.TailBatch;
import dev.visitortracker.api.tail.TailedVisit;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

/** A topic of one partition in memory, whose live batches come when the test says so. */
final class ScriptedTail implements Tail, CatchUp {
  final TestPublisher<TailBatch> live = TestPublisher.create();
  final List<String> calls = new ArrayList<>();
  private final List<Visit> topic = new ArrayList<>();
  private long skipped;
  private int visible;
  private int read;

  /**
   * Appends visits that are visible at once, and gives the batch in which a live stream has them.
   */
  TailBatch show(Visit... visits) {
    int before = topic.size();
    topic.addAll(List.of(visits));
    return batch(before, topic.size());
  }

  /** What was shown, once more. */
  TailBatch batch(int from, int to) {
    List<TailedVisit> visits =
        Stream.iterate(from, offset -> offset < to, offset -> offset + 1)
            .map(offset -> new TailedVisit(topic.get(offset), at(offset + 1)))
            .toList();
    return new TailBatch(at(from), visits, at(to));
  }

  /** Up to here catching up finds visits; what was shown later comes live. */
  void visibleUpTo(int offset) {
    visible = offset;
  }

  void skip(long offsets) {
    skipped = offsets;
  }

  static Position at(long offset) {
    return new Position(Map.of(0, offset));
  }

  @Override
  public Flux<TailBatch> live() {
    return live.flux();
  }

  @Override
  public CatchUp catchUp() {
    calls.add("open");
    return this;
  }

  @Override
  public boolean isReachable() {
    return true;
  }

  @Override
  public Mono<Long> resume(Position from) {
    read = (int) (from.nextOffset(0) + skipped);
    return Mono.just(skipped);
  }

  @Override
  public Flux<TailBatch> toVisible() {
    return Flux.defer(() -> Flux.just(readTo(visible)));
  }

  @Override
  public Flux<TailBatch> until(Position end) {
    return Flux.defer(() -> Flux.just(readTo((int) end.nextOffset(0))));
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(() -> calls.add("close"));
  }

  private TailBatch readTo(int end) {
    calls.add("read " + read + " to " + end);
    TailBatch batch = batch(read, end);
    read = end;
    return batch;
  }
}
