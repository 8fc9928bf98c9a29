package dev.visitortracker.api.replica;

import java.util.List;

/**
 * Which replica serves a read. A selection gives an order: the first one is asked, and the next one
 * where that fails or takes long. Called by many threads at once.
 */
sealed interface Selection permits RoundRobin, Weighted, LeastInFlight, AddressHash {
  /**
   * All of the usable replicas, the first choice first.
   *
   * @param usable in the order of the configuration
   */
  <C extends Candidate> List<C> order(List<C> usable, ReadTerms terms);
}
