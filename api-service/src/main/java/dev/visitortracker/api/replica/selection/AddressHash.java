package dev.visitortracker.api.replica.selection;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same replica for the same address, so that a caller who reads twice never sees an older state
 * the second time, as long as that replica serves.
 *
 * <p>Rendezvous hashing (Thaler and Ravishankar, 1998): the replica whose name makes the largest
 * hash with the address is the first choice. When one leaves, only its own callers move, evenly
 * over the others, and they come back with it.
 */
final class AddressHash implements Selection {
  @Override
  public <C extends Candidate> List<C> order(List<C> usable, @Nullable InetAddress caller) {
    long address = hash(caller);
    return usable.stream()
        .map(candidate -> new Score<>(candidate, mix(address ^ hash(candidate.name()))))
        .sorted(Comparator.comparingLong((Score<C> score) -> score.score()).reversed())
        .map(Score::candidate)
        .toList();
  }

  private record Score<C>(C candidate, long score) {}

  private static long hash(@Nullable InetAddress address) {
    long hash = 0;
    for (byte part : address == null ? new byte[0] : address.getAddress()) {
      hash = mix(hash ^ part);
    }
    return hash;
  }

  private static long hash(String name) {
    return name.chars().asLongStream().reduce(0, (hash, part) -> mix(hash ^ part));
  }

  /**
   * SplitMix64's finalizer (Steele, Lea and Flood, 2014): each bit in changes half of those out.
   */
  private static long mix(long bits) {
    long mixed = bits + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
