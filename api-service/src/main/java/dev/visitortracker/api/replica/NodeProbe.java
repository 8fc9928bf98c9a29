package dev.visitortracker.api.replica;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/** Asks every node how it is; one that answers well is back in the rotation. */
final class NodeProbe {
  /**
   * The age of the last replayed commit says how far a replica is behind only while there is more
   * to replay; a replica that has replayed all it received is not behind.
   */
  private static final String LAG_IN_MILLIS =
      """
      select case
          when not pg_is_in_recovery() then 0
          when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
          else coalesce(
              extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000, 0)
        end::bigint as lag
      """;

  private final List<Node> nodes;
  private final ReplicaSettings settings;

  NodeProbe(List<Node> nodes, ReplicaSettings settings) {
    this.nodes = nodes;
    this.settings = settings;
  }

  Mono<Void> askAll() {
    return Flux.fromIterable(nodes).flatMap(this::ask, Math.max(1, nodes.size()), 1).then();
  }

  private Mono<Void> ask(Node node) {
    return node.probe(NodeProbe::lag)
        .timeout(settings.probeTimeout())
        .elapsed()
        .delayUntil(answer -> renewIfDown(node))
        .doOnNext(answer -> record(node, answer))
        .doOnError(node::lost)
        .onErrorComplete()
        .then();
  }

  private static Mono<Integer> renewIfDown(Node node) {
    return node.state().kind() == NodeState.Kind.DOWN ? node.renew() : Mono.empty();
  }

  private void record(Node node, Tuple2<Long, Long> answer) {
    node.answered(
        Duration.ofMillis(answer.getT1()), Duration.ofMillis(answer.getT2()), settings.maxLag());
  }

  private static Mono<Long> lag(Connection connection) {
    return Flux.from(connection.createStatement(LAG_IN_MILLIS).execute())
        .concatMap(result -> result.map((row, metadata) -> lag(row)), 1)
        .single();
  }

  private static Long lag(Row row) {
    return Objects.requireNonNull(row.get(0, Long.class));
  }
}
