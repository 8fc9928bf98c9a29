package dev.visitortracker.worker.primary;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Reads how far the slowest streaming replica is behind, from the primary. A replica that has
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

  /** What the primary shows of its replicas. */
  public sealed interface Reading {}

  /** The lag of the slowest replica; zero without replicas and while nothing is written. */
  public record Behind(Duration lag) implements Reading {}

  /** The database user is not a member of {@code pg_monitor} and is shown no lag. */
  public record Hidden() implements Reading {}

  /** What the primary shows now. */
  public Mono<Reading> worst() {
    return database.withConnection(
        connection -> Sql.one(connection, WORST, ReplicationLag::reading));
  }

  private static Reading reading(SqlRow row) {
    return row.isTrue(0) ? new Behind(Duration.ofMillis(row.number(1))) : new Hidden();
  }
}
