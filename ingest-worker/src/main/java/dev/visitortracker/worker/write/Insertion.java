package dev.visitortracker.worker.write;

import dev.visitortracker.worker.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What an insert did.
 *
 * @param inserted the ids of the rows that are new
 * @param refused the rows that PostgreSQL will never take; every other row was there before
 */
record Insertion(Set<UUID> inserted, List<DeadLetter> refused) {
  static final Insertion NOTHING = new Insertion(Set.of(), List.of());

  static Insertion of(Set<UUID> inserted) {
    return new Insertion(inserted, List.of());
  }

  static Insertion refused(DeadLetter letter) {
    return new Insertion(Set.of(), List.of(letter));
  }

  Insertion and(Insertion other) {
    Set<UUID> bothInserted = new HashSet<>(inserted);
    bothInserted.addAll(other.inserted);
    List<DeadLetter> bothRefused = new ArrayList<>(refused);
    bothRefused.addAll(other.refused);
    return new Insertion(bothInserted, bothRefused);
  }
}
