package dev.visitortracker.api.replica.selection;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one with the fewest reads in flight; among equals, one after the other. */
final class LeastInFlight implements Selection {
  private final RoundRobin turns = new RoundRobin();

  @Override
  public <C extends Candidate> List<C> order(List<C> usable, @Nullable InetAddress caller) {
    // What is in flight changes meanwhile, and a sort needs it to stand still.
    return turns.order(usable, caller).stream()
        .map(candidate -> new Load<>(candidate, candidate.inFlight()))
        .sorted(Comparator.comparingInt(Load::inFlight))
        .map(Load::candidate)
        .toList();
  }

  private record Load<C>(C candidate, int inFlight) {}
}
