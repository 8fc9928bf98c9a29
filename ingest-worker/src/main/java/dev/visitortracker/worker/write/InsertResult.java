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
record InsertResult(Set<UUID> inserted, List<DeadLetter> refused) {
  static final InsertResult NOTHING = new InsertResult(Set.of(), List.of());

  static InsertResult of(Set<UUID> inserted) {
    return new InsertResult(inserted, List.of());
  }

  static InsertResult refused(DeadLetter letter) {
    return new InsertResult(Set.of(), List.of(letter));
  }

  InsertResult and(InsertResult other) {
    Set<UUID> bothInserted = new HashSet<>(inserted);
    bothInserted.addAll(other.inserted);
    List<DeadLetter> bothRefused = new ArrayList<>(refused);
    bothRefused.addAll(other.refused);
    return new InsertResult(bothInserted, bothRefused);
  }
}
