package dev.visitortracker.event;

import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a draft may leave out. What is absent here too must stand in the draft.
 *
 * @param timestamp time of receipt, for drafts with neither id nor timestamp
 * @param site the site of drafts that name none
 * @param sourceIp the caller's address
 * @param deduplicationKey makes the id of a draft without one repeatable: same site, time and key,
 *     same id
 */
public record Defaults(
    @Nullable Instant timestamp,
    String site,
    @Nullable InetAddress sourceIp,
    @Nullable String deduplicationKey) {

  /** The site of a visit that names none. */
  public static final String SITE = "default";

  /** For readers of complete visits: id, source address and all required fields must be there. */
  public static final Defaults NONE = new Defaults(null, SITE, null, null);

  /** For visits that arrive from a caller now. */
  public static Defaults receivedFrom(InetAddress caller, Instant receivedAt) {
    return new Defaults(receivedAt, SITE, caller, null);
  }

  /** These defaults with another site. */
  public Defaults withSite(String newSite) {
    return new Defaults(timestamp, newSite, sourceIp, deduplicationKey);
  }

  /** These defaults with a deduplication key. */
  public Defaults withDeduplicationKey(@Nullable String key) {
    return new Defaults(timestamp, site, sourceIp, key);
  }
}
