package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Topics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/**
 * Asks every node how it is and how far it has come; one that answers well is back in the rotation.
 * Each node is asked by itself: one that hangs does not make the others look old.
 */
final class NodeProbe {
  private static final String QUESTION =
      """
      select
        (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
            - '0/0'::pg_lsn)::bigint,
        coalesce(pg_last_wal_receive_lsn() - '0/0'::pg_lsn, 0)::bigint,
        case when pg_is_in_recovery() then 0
            else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end,
        not pg_is_in_recovery() or exists (select from pg_stat_wal_receiver),
        (select extract(epoch from max(committed_at)) * 1000
            from ingest_watermark where topic = $1)::bigint,
        array(select partition from ingest_watermark where topic = $1 order by partition),
        array(select next_offset from ingest_watermark where topic = $1 order by partition)
      """;

  private final List<Node> nodes;
  private final PositionWaiters waiting;
  private final ReplicaSettings settings;

  NodeProbe(List<Node> nodes, PositionWaiters waiting, ReplicaSettings settings) {
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

  private void record(Node node, Tuple2<Long, ProbeResult> answer) {
    Duration latency = Duration.ofMillis(answer.getT1());
    ProbeResult seen = answer.getT2();
    if (isReplaced(node, seen)) {
      node.replaced(latency);
    } else {
      node.answered(latency, seen, elsewhere(node, ProbeResult::shown), settings.maxLag());
    }
  }

  /** Of two servers that take writes, the one that was promoted last is the primary. */
  private boolean isReplaced(Node node, ProbeResult seen) {
    return seen.isPrimary() && seen.timeline() < elsewhere(node, ProbeResult::timeline);
  }

  /** The highest figure that the other nodes show now. */
  private long elsewhere(Node node, ToLongFunction<ProbeResult> figure) {
    return nodes.stream()
        .filter(other -> other != node)
        .map(other -> other.state().seen())
        .mapToLong(figure)
        .max()
        .orElse(0);
  }

  private static Mono<ProbeResult> look(Connection connection) {
    return Flux.from(connection.createStatement(QUESTION).bind(0, Topics.VISIT_EVENTS).execute())
        .concatMap(result -> result.map((row, metadata) -> sighting(row)), 1)
        .single();
  }

  private static ProbeResult sighting(Row row) {
    Long storedAt = row.get(4, Long.class);
    return new ProbeResult(
        Objects.requireNonNull(row.get(0, Long.class)),
        Objects.requireNonNull(row.get(1, Long.class)),
        Objects.requireNonNull(row.get(2, Integer.class)),
        Objects.requireNonNull(row.get(3, Boolean.class)),
        storedAt == null ? null : Instant.ofEpochMilli(storedAt),
        position(row));
  }

  private static Position position(Row row) {
    Integer[] partitions = Objects.requireNonNull(row.get(5, Integer[].class));
    Long[] nextOffsets = Objects.requireNonNull(row.get(6, Long[].class));
    Map<Integer, Long> position = new HashMap<>();
    for (int i = 0; i < partitions.length; i++) {
      position.put(partitions[i], nextOffsets[i]);
    }
    return new Position(position);
  }
}
