package dev.visitortracker.local;

import dev.visitortracker.local.machine.Await;
import dev.visitortracker.local.machine.StackException;
import dev.visitortracker.local.postgres.BaseBackup;
import dev.visitortracker.local.postgres.Database;
import dev.visitortracker.local.postgres.DatabaseCluster;
import dev.visitortracker.local.postgres.Postgres;
import dev.visitortracker.local.postgres.Replica;
import dev.visitortracker.local.postgres.ReplicationSlots;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a replica the primary. The old primary is ended first, so that two servers never take
 * writes. The other replicas follow the new primary without a restart, and an old primary that ran
 * joins them, copied anew.
 *
 * @param databases the parts that run PostgreSQL
 * @param report gets a line for each step that took its time
 */
record Promotion(DatabaseCluster cluster, List<Part> databases, Consumer<String> report) {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(70);
  private static final int PROMOTE_SECONDS = 60;
  private static final Duration FOLLOW_LIMIT = Duration.ofSeconds(20);

  /**
   * @throws StackException where the part is no running replica, or does not become the primary
   */
  void of(Part candidate) {
    Database database = database(candidate);
    refuseUnlessRunningReplica(candidate, database);
    Part old = part(cluster.primary());
    boolean rejoins = old.state() == PartState.RUNNING;
    end(old);
    promote(database.server());
    remember(database.server());
    report.accept("%-10s is the primary".formatted(candidate.name()));
    cluster.replicas().stream().map(this::part).filter(this::runs).forEach(this::follow);
    if (rejoins) {
      old.start();
    }
  }

  private void remember(Postgres promoted) {
    try {
      BaseBackup.forget(promoted.directory());
      cluster.setPrimary(promoted);
    } catch (IOException e) {
      throw new StackException("cannot note the promotion of " + promoted.name() + ": " + e, e);
    }
  }

  private void refuseUnlessRunningReplica(Part candidate, Database database) {
    if (database.isPrimary()) {
      throw new StackException(candidate.name() + " is the primary already");
    }
    if (!runs(candidate)) {
      throw new StackException(
          "cannot promote %s: it is %s".formatted(candidate.name(), candidate.state().label()));
    }
  }

  /** In order where it can answer, so that the replicas get its last WAL. */
  private void end(Part old) {
    switch (old.state()) {
      case RUNNING, STARTING -> old.stop();
      case PAUSED -> old.kill();
      case STOPPED, KILLED, EXITED -> {}
    }
  }

  /** The slots come first: from then on no WAL is removed that the others still need. */
  private void promote(Postgres server) {
    try {
      boolean promoted =
          server.asSuperuser(
              ANSWER_LIMIT,
              connection -> {
                var slots = new ReplicationSlots(connection);
                for (Postgres other : cluster.replicas()) {
                  if (!other.equals(server)) {
                    slots.create(Replica.slot(other.name()));
                  }
                }
                try (Statement statement = connection.createStatement();
                    var rows =
                        statement.executeQuery(
                            "SELECT pg_promote(true, %d)".formatted(PROMOTE_SECONDS))) {
                  return rows.next() && rows.getBoolean(1);
                }
              });
      if (!promoted) {
        throw new StackException(
            "%s did not become the primary within %d s".formatted(server.name(), PROMOTE_SECONDS));
      }
    } catch (SQLException e) {
      throw new StackException("cannot promote " + server.name() + ": " + e.getMessage(), e);
    }
  }

  /** One that has WAL which the new primary never got cannot follow, and is copied. */
  private void follow(Part part) {
    Replica replica = database(part).replica();
    replica.follow();
    if (!Await.until(FOLLOW_LIMIT, replica::isReady)) {
      part.stop();
      replica.repair();
      part.start();
      report.accept("%-10s could not follow and was copied anew".formatted(part.name()));
    }
  }

  private boolean runs(Part part) {
    return part.state() == PartState.RUNNING;
  }

  private Part part(Postgres server) {
    return databases.stream()
        .filter(part -> part.name().equals(server.name()))
        .findFirst()
        .orElseThrow();
  }

  private static Database database(Part part) {
    if (part.program() instanceof Database database) {
      return database;
    }
    throw new StackException(part.name() + " is no database");
  }
}
