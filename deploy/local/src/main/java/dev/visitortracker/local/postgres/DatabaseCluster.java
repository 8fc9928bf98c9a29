package dev.visitortracker.local.postgres;

import dev.visitortracker.local.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The PostgreSQL servers of the stack and which of them is the primary. A promotion is remembered
 * in a file beside the data, so that it outlives the stack.
 */
public final class DatabaseCluster {
  private final List<Postgres> servers;
  private final Path file;
  private volatile Postgres primary;

  /**
   * @param servers the first is the primary until another is promoted
   * @param file holds the name of the promoted server; absent before the first promotion
   * @throws StackException where the promoted server is not among the servers
   */
  public DatabaseCluster(List<Postgres> servers, Path file) {
    this.servers = List.copyOf(servers);
    this.file = file;
    this.primary = remembered();
  }

  public List<Postgres> servers() {
    return servers;
  }

  public Postgres primary() {
    return primary;
  }

  boolean isPrimary(Postgres server) {
    return server.equals(primary);
  }

  public List<Postgres> replicas() {
    return servers.stream().filter(server -> !isPrimary(server)).toList();
  }

  public void setPrimary(Postgres promoted) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, promoted.name());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    primary = promoted;
  }

  private Postgres remembered() {
    if (!Files.exists(file)) {
      return servers.getFirst();
    }
    try {
      String name = Files.readString(file);
      return servers.stream()
          .filter(server -> server.name().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new StackException(
                      name + " is the primary of this data: give more --replicas, or --fresh"));
    } catch (IOException e) {
      throw new StackException("cannot read " + file + ": " + e, e);
    }
  }
}
