package dev.visitortracker.perf.bench;

import dev.visitortracker.event.Visit;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * A way to bring a batch into {@code visit_events}. What a batch costs the client is paid when the
 * returned Mono is subscribed; for {@link #PREPARED_COPY_BINARY} it is paid before.
 */
enum InsertPath {
  /** The ceiling: the bytes are ready, the client does nothing but send them. */
  PREPARED_COPY_BINARY {
    @Override
    Mono<Long> prepare(PostgresqlConnection connection, List<Visit> visits) {
      return Rows.copyBinary(connection, Rows.binary(visits));
    }
  },
  COPY_BINARY {
    @Override
    Mono<Long> prepare(PostgresqlConnection connection, List<Visit> visits) {
      return Mono.defer(() -> Rows.copyBinary(connection, Rows.binary(visits)));
    }
  },
  COPY_TEXT {
    @Override
    Mono<Long> prepare(PostgresqlConnection connection, List<Visit> visits) {
      return Mono.defer(() -> Rows.copyText(connection, Rows.text(visits)));
    }
  },
  UNNEST_ON_CONFLICT {
    @Override
    Mono<Long> prepare(PostgresqlConnection connection, List<Visit> visits) {
      return Mono.defer(() -> Rows.unnest(connection, visits));
    }
  };

  abstract Mono<Long> prepare(PostgresqlConnection connection, List<Visit> visits);
}
