package dev.visitortracker.api.replica.selection;

/** What a selection may know of a replica. */
public interface Candidate {
  String name();

  /** Its part of the reads, compared with the others'. */
  int weight();

  /** Reads that it has not answered yet. */
  int inFlight();
}
