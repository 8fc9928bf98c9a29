package dev.visitortracker.api.replica;

/** What a selection may know of a replica. */
interface Candidate {
  String name();

  /** Its part of the reads, compared with the others'. */
  int weight();

  /** Reads that it has not answered yet. */
  int inFlight();
}
