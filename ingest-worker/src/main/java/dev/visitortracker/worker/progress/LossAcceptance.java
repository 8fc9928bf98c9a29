package dev.visitortracker.worker.progress;

import dev.visitortracker.worker.primary.PrimaryDatabase;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import reactor.core.publisher.Mono;

/**
 * Moves a watermark over a {@link Gap}, because an operator says so. By compare-and-set, so what is
 * passed over is exactly what was shown.
 */
public final class LossAcceptance {
  private static final String PASS_OVER =
      """
      UPDATE ingest_watermark SET next_offset = $4, lost = lost + ($4 - $3)
      WHERE topic = $1 AND partition = $2 AND next_offset = $3
      """;

  /** The figures of the topic before stay, under a key that says until when it was read. */
  private static final String SET_ASIDE =
      """
      UPDATE ingest_watermark
      SET topic = topic || '%s'
          || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      WHERE topic = $1 AND partition = $2 AND next_offset = $3
      """
          .formatted(Watermark.SET_ASIDE);

  private static final String BEGIN_ANEW =
      """
      INSERT INTO ingest_watermark (topic, partition, first_offset, next_offset, topic_id)
      VALUES ($1, $2, $3, $3, $4)
      """;

  private final PrimaryDatabase database;

  public LossAcceptance(PrimaryDatabase database) {
    this.database = database;
  }

  /**
   * Accepts one gap in one transaction. What was dropped is booked as lost and passed over. Where
   * the topic was made anew, its ledger begins anew at the first offset that Kafka has: whatever
   * was stored before is a duplicate, so nothing that Kafka has is passed over.
   *
   * @return false where the watermark is not any more where the gap begins
   */
  public Mono<Boolean> accept(String topic, Gap gap) {
    return database.inTransaction(
        connection ->
            switch (gap) {
              case Gap.Dropped dropped -> passOver(connection, topic, dropped.missing());
              case Gap.Rewound rewound -> beginAnew(connection, topic, rewound);
            });
  }

  private static Mono<Boolean> passOver(
      PostgresqlConnection connection, String topic, OffsetRange missing) {
    return isOne(
        at(connection.createStatement(PASS_OVER), topic, missing.partition(), missing.from())
            .bind("$4", missing.to()));
  }

  private static Mono<Boolean> beginAnew(
      PostgresqlConnection connection, String topic, Gap.Rewound gap) {
    return isOne(at(connection.createStatement(SET_ASIDE), topic, gap.partition(), gap.watermark()))
        .flatMap(
            isSetAside ->
                isSetAside
                    ? isOne(
                        at(
                                connection.createStatement(BEGIN_ANEW),
                                topic,
                                gap.partition(),
                                gap.readableFrom())
                            .bind("$4", gap.topicId()))
                    : Mono.just(false));
  }

  private static PostgresqlStatement at(
      PostgresqlStatement statement, String topic, int partition, long offset) {
    return statement.bind("$1", topic).bind("$2", partition).bind("$3", offset);
  }

  private static Mono<Boolean> isOne(PostgresqlStatement statement) {
    return statement
        .execute()
        .concatMap(result -> result.getRowsUpdated(), 1)
        .reduce(0L, Long::sum)
        .map(rows -> rows == 1);
  }
}
