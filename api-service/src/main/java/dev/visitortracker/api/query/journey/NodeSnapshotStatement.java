package dev.visitortracker.api.query.journey;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Topics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks a node for a visit and for the watermarks, which commit with the visits. */
public final class NodeSnapshotStatement {
  public static final String TEXT =
      """
      select exists (select from visit_events where id = $1),
        array(select partition from ingest_watermark where topic = $2 order by partition),
        array(select next_offset from ingest_watermark where topic = $2 order by partition),
        array(select (extract(epoch from committed_at) * 1000)::bigint
            from ingest_watermark where topic = $2 order by partition)
      """;

  private NodeSnapshotStatement() {}

  static Mono<NodeSnapshot> look(Connection connection, Ulid id) {
    return Flux.from(
            connection
                .createStatement(TEXT)
                .bind(0, id.toUuid())
                .bind(1, Topics.VISIT_EVENTS)
                .execute())
        .concatMap(result -> result.map((row, metadata) -> sighted(row)), 1)
        .single();
  }

  private static NodeSnapshot sighted(Row row) {
    Integer[] partitions = Objects.requireNonNull(row.get(1, Integer[].class));
    Long[] nextOffsets = Objects.requireNonNull(row.get(2, Long[].class));
    Long[] committedAtMillis = Objects.requireNonNull(row.get(3, Long[].class));
    Map<Integer, Long> position = new HashMap<>();
    Map<Integer, Instant> committedAt = new HashMap<>();
    for (int i = 0; i < partitions.length; i++) {
      position.put(partitions[i], nextOffsets[i]);
      committedAt.put(partitions[i], Instant.ofEpochMilli(committedAtMillis[i]));
    }
    return new NodeSnapshot(
        Objects.requireNonNull(row.get(0, Boolean.class)), new Position(position), committedAt);
  }
}
