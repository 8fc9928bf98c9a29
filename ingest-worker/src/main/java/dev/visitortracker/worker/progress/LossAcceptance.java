package dev.visitortracker.worker.progress;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import dev.visitortracker.worker.primary.Sql;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import reactor.core.publisher.Mono;

/**
 * Moves a watermark over a {@link Gap}, on an operator's command. It does so by compare-and-set, so
 * exactly the offsets that the operator saw are passed over.
 */
public final class LossAcceptance {
  private static final String PASS_OVER =
      """
      UPDATE ingest_watermark SET next_offset = $4, lost = lost + ($4 - $3)
      WHERE topic = $1 AND partition = $2 AND next_offset = $3
      """;

  /** Keeps the figures of the earlier topic, under a key that says until when it was read. */
  private static final String SET_ASIDE =
      """
      UPDATE ingest_watermark
      SET topic = %s
      WHERE topic = $1 AND partition = $2 AND next_offset = $3
      """
          .formatted(Watermark.NAME_SET_ASIDE);

  private static final String START_OVER =
      """
      INSERT INTO ingest_watermark (topic, partition, first_offset, next_offset, topic_id)
      VALUES ($1, $2, $3, $3, $4)
      """;

  private final PrimaryDatabase database;

  public LossAcceptance(PrimaryDatabase database) {
    this.database = database;
  }

  /**
   * Accepts one gap in one transaction. Records that Kafka dropped are counted as lost and passed
   * over. Where the topic was created again, a new watermark begins at the first offset that Kafka
   * has, so nothing that Kafka has is passed over; a visit that is stored already is a duplicate.
   *
   * @return false where the watermark has left the offset at which the gap begins, or where nothing
   *     is lost
   */
  public Mono<Boolean> accept(String topic, Gap gap) {
    return database.inTransaction(
        connection ->
            switch (gap) {
              case Gap.Dropped dropped -> passOver(connection, topic, dropped.missing());
              case Gap.Rewound rewound -> startOver(connection, topic, rewound);
              case Gap.Leaderless _ -> Mono.just(false);
            });
  }

  private static Mono<Boolean> passOver(
      PostgresqlConnection connection, String topic, OffsetRange missing) {
    return wroteOne(
        Sql.update(
            connection, PASS_OVER, topic, missing.partition(), missing.from(), missing.to()));
  }

  private static Mono<Boolean> startOver(
      PostgresqlConnection connection, String topic, Gap.Rewound gap) {
    return wroteOne(Sql.update(connection, SET_ASIDE, topic, gap.partition(), gap.nextOffset()))
        .flatMap(
            isSetAside ->
                isSetAside
                    ? wroteOne(
                        Sql.update(
                            connection,
                            START_OVER,
                            topic,
                            gap.partition(),
                            gap.readableFrom(),
                            gap.topicId()))
                    : Mono.just(false));
  }

  private static Mono<Boolean> wroteOne(Mono<Long> rows) {
    return rows.map(written -> written == 1);
  }
}
