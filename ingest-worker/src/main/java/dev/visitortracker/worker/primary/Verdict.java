package dev.visitortracker.worker.primary;

/** What an error of the database means for the batch that met it. */
public enum Verdict {
  /** It will pass by itself: try the same batch again, with growing delays. */
  RETRY,
  /** Somebody has to act: as RETRY, and readiness says what is wrong. */
  PAUSE,
  /** One of the rows is at fault, or already stored: find it. */
  ISOLATE
}
