package dev.visitortracker.local;

import dev.visitortracker.local.machine.Program;
import dev.visitortracker.local.postgres.Database;
import dev.visitortracker.local.postgres.Postgres;
import dev.visitortracker.local.service.Service;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A part at one moment, as {@code ctl status --json} prints it.
 *
 * @param state label of a {@link PartState}
 * @param pid absent without a process
 * @param exitCode only of a part that ended by itself
 * @param memoryBytes its processes together, shared pages counted once
 * @param database only of PostgreSQL, as are {@code user} (who owns it, and on a replica who may
 *     read it) and {@code role} ({@code primary} or {@code replica}, which a promotion changes)
 * @param url only of our services
 */
public record PartStatus(
    String name,
    String state,
    @Nullable Long pid,
    @Nullable Integer exitCode,
    String host,
    int port,
    long memoryBytes,
    @Nullable String database,
    @Nullable String user,
    @Nullable String role,
    @Nullable String url) {
  /** The role of the PostgreSQL server that is written to. */
  public static final String PRIMARY = "primary";

  static PartStatus of(Part part) {
    Program program = part.program();
    if (program instanceof Database database) {
      return database.isPrimary()
          ? of(part, Postgres.DATABASE, Postgres.OWNER, PRIMARY, null)
          : of(part, Postgres.DATABASE, Postgres.READER, "replica", null);
    }
    String url = program instanceof Service service ? service.url() : null;
    return of(part, null, null, null, url);
  }

  private static PartStatus of(
      Part part,
      @Nullable String database,
      @Nullable String user,
      @Nullable String role,
      @Nullable String url) {
    var pid = part.pid();
    OptionalInt exitCode = part.exitCode();
    return new PartStatus(
        part.name(),
        part.state().label(),
        pid.isPresent() ? pid.getAsLong() : null,
        exitCode.isPresent() ? exitCode.getAsInt() : null,
        part.host(),
        part.port(),
        part.memoryInBytes(),
        database,
        user,
        role,
        url);
  }
}
