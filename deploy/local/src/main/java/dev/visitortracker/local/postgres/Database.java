package dev.visitortracker.local.postgres;

import dev.visitortracker.local.machine.Program;
import dev.visitortracker.local.machine.Signal;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A PostgreSQL server of the stack. Its name stays when its role changes: after a promotion the
 * part {@code primary} is a replica.
 *
 * @param server files and connections
 * @param cluster tells which server is the primary
 * @param primaryRuns whether a replica can be copied and can stream at present
 */
public record Database(Postgres server, DatabaseCluster cluster, BooleanSupplier primaryRuns)
    implements Program {

  public boolean isPrimary() {
    return cluster.isPrimary(server);
  }

  DatabaseRole role() {
    return isPrimary() ? new Primary(server) : replica();
  }

  /** The server as a replica of the present primary. */
  public Replica replica() {
    return new Replica(server, cluster.primary(), primaryRuns);
  }

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public int port() {
    return server.port();
  }

  /** PostgreSQL's fast shutdown. Its smart one, on SIGTERM, waits for the clients to leave. */
  @Override
  public Signal stopSignal() {
    return Signal.INT;
  }

  @Override
  public void prepare() {
    role().prepare();
  }

  @Override
  public List<String> command() {
    return server.command();
  }

  @Override
  public boolean isReady() {
    return role().isReady();
  }

  @Override
  public boolean repair() {
    return role().repair();
  }
}
