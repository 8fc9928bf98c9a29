package dev.visitortracker.worker.primary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.Fixture;
import dev.visitortracker.worker.primary.ReplicationLag.Behind;
import dev.visitortracker.worker.primary.ReplicationLag.Hidden;
import dev.visitortracker.worker.primary.ReplicationLag.Reading;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ReplicationLagIT {

  @Test
  void lag_grows_whenAReplicaStopsReplaying() throws SQLException {
    try (PrimaryDatabase primary = as("postgres");
        Connection replica = Fixture.stack().connection("replica-1", "postgres")) {
      replica.createStatement().execute("SELECT pg_wal_replay_pause()");
      try {
        Mono.defer(() -> written(primary))
            .filter(reading -> reading instanceof Behind(Duration lag) && lag.toMillis() > 300)
            .repeatWhenEmpty(tries -> tries.delayElements(Duration.ofMillis(50)))
            .as(StepVerifier::create)
            .expectNextCount(1)
            .expectComplete()
            .verify(Duration.ofSeconds(10));
      } finally {
        replica.createStatement().execute("SELECT pg_wal_replay_resume()");
      }
    }
  }

  @Test
  void lag_isHidden_whenTheUserMayNotSeeIt() {
    try (PrimaryDatabase primary = as(Fixture.stack().databaseReader())) {
      new ReplicationLag(primary)
          .worst()
          .as(StepVerifier::create)
          .assertNext(reading -> assertThat(reading).isInstanceOf(Hidden.class))
          .verifyComplete();
    }
  }

  /** Something to replay, then the reading. */
  private static Mono<Reading> written(PrimaryDatabase primary) {
    return primary
        .withConnection(
            connection ->
                connection
                    .createStatement("SELECT pg_logical_emit_message(true, 'test', 'test')::text")
                    .execute()
                    .concatMap(result -> result.map(row -> true), 1)
                    .next())
        .then(new ReplicationLag(primary).worst());
  }

  private static PrimaryDatabase as(String user) {
    DatabaseSettings shared = Fixture.database();
    return new PrimaryDatabase(
        new DatabaseSettings(
            shared.hosts(),
            shared.name(),
            user,
            "",
            null,
            shared.tls(),
            shared.connectTimeout(),
            shared.transactionTimeout()),
        "test",
        1);
  }
}
