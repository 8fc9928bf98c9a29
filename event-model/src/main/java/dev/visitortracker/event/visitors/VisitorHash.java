package dev.visitortracker.event.visitors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.visitortracker.event.Visit;
import java.util.HashMap;
import java.util.Map;
import org.apache.datasketches.hash.XxHash64;
import org.jspecify.annotations.Nullable;

/**
 * Who a visit is by: 64 bits of xxHash over the source address and the user agent. People behind
 * one address with the same browser are one visitor, a person with two browsers is two.
 *
 * <p>One of them reads one batch, on one thread: it remembers the browsers, which are long and few.
 */
public final class VisitorHash {
  /** Differs from the hash of every text that is likely to be sent. */
  private static final long NO_USER_AGENT = 0;

  private final Map<String, Long> userAgents = new HashMap<>();

  public long of(Visit visit) {
    byte[] address = visit.sourceIp().getAddress();
    return XxHash64.hashBytes(address, 0, address.length, userAgent(visit.userAgent()));
  }

  private long userAgent(@Nullable String text) {
    return text == null
        ? NO_USER_AGENT
        : userAgents.computeIfAbsent(
            text,
            unknown -> {
              byte[] bytes = unknown.getBytes(UTF_8);
              return XxHash64.hashBytes(bytes, 0, bytes.length, NO_USER_AGENT);
            });
  }
}
