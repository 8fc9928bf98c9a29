package dev.visitortracker.api.replica.selection;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which replica serves a read. A selection gives an order: the first one is asked, and the next one
 * where that fails or takes long. Called by many threads at once.
 */
public sealed interface Selection permits RoundRobin, Weighted, LeastInFlight, AddressHash {
  /**
   * All of the usable replicas, the first choice first.
   *
   * @param usable in the order of the configuration
   */
  <C extends Candidate> List<C> order(List<C> usable, @Nullable InetAddress caller);
}
