package dev.visitortracker.api.query.stats;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads totals from the counts that the worker keeps with the visits; it costs the same however
 * many visits there are.
 */
final class CountStatement {
  private static final String OF_ALL =
      "select coalesce(sum(visits), 0)::bigint from visit_totals where grain = 'all'";
  private static final String OF_SITE =
      """
      select coalesce(sum(visits), 0)::bigint from visit_counts where grain = 'all' and site = $1
      """;

  private CountStatement() {}

  /**
   * @param site null: all sites
   */
  static Mono<Long> total(Connection connection, @Nullable String site) {
    Statement statement =
        site == null
            ? connection.createStatement(OF_ALL)
            : connection.createStatement(OF_SITE).bind(0, site);
    return Flux.from(statement.execute())
        .concatMap(
            result -> result.map((row, metadata) -> Objects.requireNonNull(row.get(0, Long.class))),
            1)
        .single();
  }
}
