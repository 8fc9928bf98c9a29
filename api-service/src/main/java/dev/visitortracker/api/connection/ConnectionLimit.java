package dev.visitortracker.api.connection;

import dev.visitortracker.api.telemetry.Metrics;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections are open. One beyond the limit is closed before anything of it is read. */
final class ConnectionLimit {
  private final int max;
  private final Metrics metrics;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int max, Metrics metrics) {
    this.max = max;
    this.metrics = metrics;
    metrics.connections(open::get, max);
  }

  /** Whether the connection may stay; it counts until it is closed. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody is left to be told of a failed close.
  boolean admit(Channel connection) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      metrics.connectionRefused();
      connection.close();
      return false;
    }
    connection.closeFuture().addListener(closed -> open.decrementAndGet());
    return true;
  }
}
