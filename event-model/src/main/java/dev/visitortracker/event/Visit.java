package dev.visitortracker.event;

import com.github.f4b6a3.ulid.Ulid;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One visit that kept all rules of {@link VisitRules}.
 *
 * @param id 48 bits of the visit's time in ms since the epoch, then 80 bits that tell visits of the
 *     same millisecond apart; the time of a visit is nowhere else
 * @param site which site or service was visited, {@code [a-z0-9.-]{1,64}}
 * @param sourceIp the visitor's address, never a host name
 * @param endpoint route or path without query string, in the form of {@link Endpoints}, 1–255
 *     characters
 * @param method an HTTP method token, 1–32 characters
 * @param responseCode an HTTP status, 100–599
 * @param userAgent at most 512 characters; one that ends in {@code …} was cut
 * @param referrer at most 512 characters
 * @param durationMillis how long the response took, 0–86 400 000 ms
 */
public record Visit(
    Ulid id,
    String site,
    InetAddress sourceIp,
    String endpoint,
    String method,
    int responseCode,
    @Nullable String userAgent,
    @Nullable String referrer,
    @Nullable Integer durationMillis) {

  /** When the visit happened, in ms since the epoch, UTC. */
  public long timestampMillis() {
    return id.getTime();
  }

  /** When the visit happened, with millisecond precision. */
  public Instant timestamp() {
    return id.getInstant();
  }
}
