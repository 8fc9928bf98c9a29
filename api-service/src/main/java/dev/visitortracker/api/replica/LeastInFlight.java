package dev.visitortracker.api.replica;

import java.util.Comparator;
import java.util.List;

/** The one with the fewest reads in flight; among equals, one after the other. */
final class LeastInFlight implements Selection {
  private final RoundRobin turns = new RoundRobin();

  @Override
  public <C extends Candidate> List<C> order(List<C> usable, ReadTerms terms) {
    // What is in flight changes meanwhile, and a sort needs it to stand still.
    return turns.order(usable, terms).stream()
        .map(candidate -> new Load<>(candidate, candidate.inFlight()))
        .sorted(Comparator.comparingInt(Load::inFlight))
        .map(Load::candidate)
        .toList();
  }

  private record Load<C>(C candidate, int inFlight) {}
}
