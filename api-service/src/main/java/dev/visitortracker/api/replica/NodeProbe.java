package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Topics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/**
 * Asks every node how it is and how far it has come; one that answers well is back in the rotation.
 * Each node is asked by itself: one that hangs does not make the others look old.
 */
final class NodeProbe {
  /**
   * The age of the last replayed commit says how far a replica is behind only while there is more
   * to replay; a replica that has replayed all it received is not behind.
   */
  private static final String QUESTION =
      """
      select case
          when not pg_is_in_recovery() then 0
          when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
          else coalesce(
              extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000, 0)
        end::bigint as lag,
        array(select partition from ingest_watermark where topic = $1 order by partition),
        array(select next_offset from ingest_watermark where topic = $1 order by partition)
      """;

  private final List<Node> nodes;
  private final Waiting waiting;
  private final ReplicaSettings settings;

  NodeProbe(List<Node> nodes, Waiting waiting, ReplicaSettings settings) {
    this.nodes = nodes;
    this.waiting = waiting;
    this.settings = settings;
  }

  /** One question per node. */
  List<Supplier<Mono<Void>>> questions() {
    return nodes.stream().<Supplier<Mono<Void>>>map(node -> () -> ask(node)).toList();
  }

  private Mono<Void> ask(Node node) {
    return node.probe(NodeProbe::look)
        .timeout(settings.probeTimeout())
        .elapsed()
        .delayUntil(answer -> renewIfDown(node))
        .doOnNext(answer -> record(node, answer))
        .doOnError(node::lost)
        .onErrorComplete()
        .doOnTerminate(waiting::moved)
        .then();
  }

  private static Mono<Integer> renewIfDown(Node node) {
    return node.state().kind() == NodeState.Kind.DOWN ? node.renew() : Mono.empty();
  }

  private void record(Node node, Tuple2<Long, Sighting> answer) {
    node.answered(Duration.ofMillis(answer.getT1()), answer.getT2(), settings.maxLag());
  }

  private static Mono<Sighting> look(Connection connection) {
    return Flux.from(connection.createStatement(QUESTION).bind(0, Topics.VISIT_EVENTS).execute())
        .concatMap(result -> result.map((row, metadata) -> sighting(row)), 1)
        .single();
  }

  private static Sighting sighting(Row row) {
    Integer[] partitions = Objects.requireNonNull(row.get(1, Integer[].class));
    Long[] nextOffsets = Objects.requireNonNull(row.get(2, Long[].class));
    Map<Integer, Long> position = new HashMap<>();
    for (int i = 0; i < partitions.length; i++) {
      position.put(partitions[i], nextOffsets[i]);
    }
    return new Sighting(
        Duration.ofMillis(Objects.requireNonNull(row.get(0, Long.class))), new Position(position));
  }
}
