package dev.visitortracker.api.replica;

import dev.visitortracker.api.replica.selection.SelectionKind;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which databases serve reads, and the bounds of reading.
 *
 * @param database name of the database
 * @param username a user that may only select
 * @param password of that user, absent where the server trusts the connection
 * @param passwordFile holds the password instead; read again for every new connection
 * @param tls how the connections are encrypted
 * @param nodes the servers, each by its own address; which of them is the primary they say
 *     themselves
 * @param pooled whether a pooler in transaction mode, such as PgBouncer, stands before each server;
 *     then statements have no limit but the user's own, which the server must know
 * @param primaryReads whether reads may go to the primary
 * @param poolSize connections per node
 * @param maxAcquireTime how long a read waits for a connection
 * @param maxCreateTime how long a connection may take to open
 * @param maxValidationTime how long a connection may take to prove itself, when it is idle or after
 *     its work was cancelled; below max-acquire-time, or dead connections go back into the pool
 * @param maxLifeTime after which a connection is replaced
 * @param statementTimeout after which PostgreSQL cancels a statement
 * @param attemptTimeout how long one node may take, above statement-timeout
 * @param deadline how long a read may take over all its attempts
 * @param retryAfter what refused readers are told to wait
 * @param probeInterval how often each node is asked how it is; a read that waits for a write waits
 *     half of it too long
 * @param probeTimeout after which a node that does not answer leaves the rotation
 * @param maxLag for how long a replica may lack what another node shows before it leaves the
 *     rotation
 * @param selection which of the usable replicas serves a read
 * @param hedgeAfter how long a read may take before it also goes to the next replica; 0: it waits
 * @param hedgeShare how many of all reads may do so at most, from 0 to 1
 */
public record ReplicaSettings(
    @NotBlank @DefaultValue("visitor_tracker") String database,
    @NotBlank @DefaultValue("visitor_reader") String username,
    @Nullable String password,
    @Nullable Path passwordFile,
    @Valid @DefaultValue NodeTls tls,
    @DefaultValue List<@Valid Node> nodes,
    @DefaultValue("fallback") PrimaryReads primaryReads,
    @DefaultValue("false") boolean pooled,
    @Min(1) @Max(500) @DefaultValue("8") int poolSize,
    @DurationMin(millis = 1) @DefaultValue("500ms") Duration maxAcquireTime,
    @DurationMin(millis = 1) @DefaultValue("2s") Duration maxCreateTime,
    @DurationMin(millis = 1) @DefaultValue("250ms") Duration maxValidationTime,
    @DurationMin(seconds = 1) @DefaultValue("30m") Duration maxLifeTime,
    @DurationMin(millis = 1) @DefaultValue("2s") Duration statementTimeout,
    @DurationMin(millis = 1) @DefaultValue("2500ms") Duration attemptTimeout,
    @DurationMin(millis = 1) @DefaultValue("6s") Duration deadline,
    @DurationMin(seconds = 1) @DefaultValue("1s") Duration retryAfter,
    @DurationMin(millis = 10) @DefaultValue("100ms") Duration probeInterval,
    @DurationMin(millis = 10) @DefaultValue("1s") Duration probeTimeout,
    @DurationMin(millis = 1) @DefaultValue("10s") Duration maxLag,
    @DefaultValue("round-robin") SelectionKind selection,
    @DurationMin @DefaultValue("100ms") Duration hedgeAfter,
    @DecimalMin("0") @DecimalMax("1") @DefaultValue("0.05") double hedgeShare) {

  /**
   * One server.
   *
   * @param name as {@code Served-By} and the metrics give it
   * @param weight its part of the reads, where the selection is by weight
   */
  public record Node(
      @Pattern(regexp = "[A-Za-z0-9._-]{1,64}") @DefaultValue("") String name,
      @NotBlank @DefaultValue("") String host,
      @Min(1) @Max(65_535) @DefaultValue("5432") int port,
      @Min(1) @Max(1_000) @DefaultValue("1") int weight) {}

  public ReplicaSettings {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("nodes must name at least one server");
    }
    if (password != null && passwordFile != null) {
      throw new IllegalArgumentException("password and password-file must not both be given");
    }
    if (!haveDifferentNames(nodes)) {
      throw new IllegalArgumentException("nodes must have different names");
    }
    if (maxValidationTime.compareTo(maxAcquireTime) >= 0) {
      throw new IllegalArgumentException("max-validation-time must be below max-acquire-time");
    }
    if (statementTimeout.compareTo(attemptTimeout) >= 0) {
      throw new IllegalArgumentException("statement-timeout must be below attempt-timeout");
    }
    if (attemptTimeout.compareTo(deadline) > 0) {
      throw new IllegalArgumentException("attempt-timeout must not be above deadline");
    }
    if (hedgeAfter.compareTo(attemptTimeout) >= 0) {
      throw new IllegalArgumentException("hedge-after must be below attempt-timeout");
    }
  }

  private static boolean haveDifferentNames(List<Node> nodes) {
    return nodes.stream().map(Node::name).allMatch(new HashSet<>()::add);
  }
}
