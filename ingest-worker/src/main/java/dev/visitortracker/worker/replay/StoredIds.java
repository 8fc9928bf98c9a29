package dev.visitortracker.worker.replay;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Finds out which visits are stored, without writing anything. */
public final class StoredIds {
  private static final String STORED = "SELECT id FROM visit_events WHERE id = ANY ($1)";

  private final PrimaryDatabase database;

  public StoredIds(PrimaryDatabase database) {
    this.database = database;
  }

  /** How many of the ids are stored. */
  Mono<Integer> count(Collection<UUID> ids) {
    return database.withConnection(
        connection ->
            Sql.list(connection, STORED, row -> row.id(0), (Object) ids.toArray(UUID[]::new))
                .map(List::size));
  }
}
