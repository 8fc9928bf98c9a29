package dev.visitortracker.api.replica.selection;

import java.util.Locale;

/** The selections by the names that the setting has. */
public enum SelectionKind {
  /** One after the other. */
  ROUND_ROBIN,
  /** One after the other, each as often as its weight says. */
  WEIGHTED,
  /** The one with the fewest reads in flight. */
  LEAST_IN_FLIGHT,
  /** The same replica for the same address. */
  ADDRESS_HASH;

  /** The name that the setting has. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A selection that has served nobody yet. */
  public Selection selection() {
    return switch (this) {
      case ROUND_ROBIN -> new RoundRobin();
      case WEIGHTED -> new Weighted();
      case LEAST_IN_FLIGHT -> new LeastInFlight();
      case ADDRESS_HASH -> new AddressHash();
    };
  }
}
