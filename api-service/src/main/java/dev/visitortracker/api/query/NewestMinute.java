package dev.visitortracker.api.query;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.VisitIds;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where the visits of a site begin, seen from the present. A month that still grows has no index by
 * site and id, so the page of a site that has been quiet would be sought through all that the other
 * sites have sent since. The counts know the minute of its newest visit, and are right about it:
 * they commit with the visits.
 */
final class NewestMinute {
  /** Ordered by the whole primary key: by the bucket alone others' minutes would be searched. */
  static final String TEXT =
      """
      select extract(epoch from bucket)::bigint from (
        select site, grain, bucket from visit_counts
        where (site, grain, bucket) <= ($1, 'minute', $2)
        order by site desc, grain desc, bucket desc limit 1) newest
      where site = $1 and grain = 'minute'
      """;

  private static final long MINUTE_MILLIS = 60_000;

  private NewestMinute() {}

  /** The same query, ending with that minute; nothing where the site has no visits in it. */
  static Mono<VisitQuery> narrow(Connection connection, String site, VisitQuery query) {
    Ulid before = query.before();
    return Flux.from(
            connection
                .createStatement(TEXT)
                .bind(0, site)
                .bind(
                    1,
                    OffsetDateTime.ofInstant(
                        Instant.ofEpochMilli(before.getTime()), ZoneOffset.UTC))
                .execute())
        .concatMap(result -> result.map(row -> row.get(0, Long.class)), 1)
        .map(Objects::requireNonNull)
        .singleOrEmpty()
        .map(second -> VisitIds.first(second * 1_000 + MINUTE_MILLIS))
        .map(end -> query.endingAt(end.compareTo(before) < 0 ? end : before));
  }
}
