package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Which visits the database has, without writing anything. */
public final class StoredIds {
  private static final String AMONG = "SELECT id FROM visit_events WHERE id = ANY ($1)";

  private final PrimaryDatabase database;

  public StoredIds(PrimaryDatabase database) {
    this.database = database;
  }

  /** Those of the ids that are stored. */
  public Mono<Set<UUID>> among(Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return Mono.just(Set.of());
    }
    return database.withConnection(
        connection ->
            connection
                .createStatement(AMONG)
                .bind("$1", ids.toArray(UUID[]::new))
                .execute()
                .concatMap(result -> result.map(row -> row.get(0, UUID.class)), 1)
                .collect(HashSet::new, Set::add));
  }
}
