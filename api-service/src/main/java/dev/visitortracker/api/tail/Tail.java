package dev.visitortracker.api.tail;

import reactor.core.publisher.Flux;

/**
 * The visits in the order in which they become visible: Kafka's order within a partition, each held
 * back until every node that serves reads has passed it. The order of their ids would not do, a
 * visit of twenty years ago can become visible now. What was sent twice is there twice.
 */
public interface Tail {
  /**
   * From now on, one reader for all subscribers, there from the first to the last. All of them get
   * the same batches; one that does not ask for more stops the others, so each must buffer.
   */
  Flux<TailBatch> live();

  /** A reader of its own, for what was before now. It costs nothing until it is used. */
  CatchUp catchUp();

  /** Whether a stream that starts now would find Kafka and a database. */
  boolean isReachable();
}
