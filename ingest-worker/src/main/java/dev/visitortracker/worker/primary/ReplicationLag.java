package dev.visitortracker.worker.primary;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * How far the slowest streaming replica is behind, as the primary sees it. A replica that has
 * stopped answering keeps its last figure until {@code wal_sender_timeout} ends its connection.
 */
public final class ReplicationLag {
  private static final String WORST =
      """
      SELECT pg_has_role('pg_read_all_stats', 'USAGE') AS visible,
             coalesce((SELECT extract(epoch FROM max(replay_lag)) * 1000
                       FROM pg_stat_replication WHERE state = 'streaming'), 0)::bigint AS millis
      """;

  private final PrimaryDatabase database;

  public ReplicationLag(PrimaryDatabase database) {
    this.database = database;
  }

  /** What the primary answers. */
  public sealed interface Reading {}

  /** The lag of the slowest replica; none without replicas, or while nothing is written. */
  public record Behind(Duration lag) implements Reading {}

  /** The database user is not a member of {@code pg_monitor} and is shown no lag. */
  public record Hidden() implements Reading {}

  public Mono<Reading> worst() {
    return database.withConnection(
        connection ->
            connection
                .createStatement(WORST)
                .execute()
                .concatMap(result -> result.map(ReplicationLag::reading), 1)
                .single());
  }

  private static Reading reading(Readable row) {
    boolean visible = Objects.requireNonNull(row.get("visible", Boolean.class));
    long millis = Objects.requireNonNull(row.get("millis", Long.class));
    return visible ? new Behind(Duration.ofMillis(millis)) : new Hidden();
  }
}
