package dev.visitortracker.api.query;

import java.time.Instant;
import java.time.InstantSource;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;

/**
 * How long caches on the way may keep an answer (RFC 9111).
 *
 * <p>A range that ended well before now is closed: nothing in it changes but by visits that are
 * sent late, so caches keep it long and do not ask again. How late counts as closed, and how long a
 * later visit may go unseen in a cache, are settings. Nothing says {@code public}, so that answers
 * to requests with {@code Authorization} stay out of shared caches.
 */
@Component
public final class CacheControlPolicy {
  private final QuerySettings settings;
  private final InstantSource clock;

  CacheControlPolicy(QuerySettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** The policy for an answer that the next visit can change. */
  public CacheControl open() {
    return settings.openMaxAge().isZero()
        ? CacheControl.noCache()
        : CacheControl.maxAge(settings.openMaxAge());
  }

  /** The policy for an answer that covers only the time before {@code endMillis}. */
  public CacheControl before(long endMillis) {
    return isClosed(endMillis) ? unchanging() : open();
  }

  /** The policy for an answer that never changes. */
  public CacheControl unchanging() {
    return CacheControl.maxAge(settings.closedMaxAge()).immutable();
  }

  boolean isClosed(long endMillis) {
    return !Instant.ofEpochMilli(endMillis).isAfter(clock.instant().minus(settings.closedAfter()));
  }
}
