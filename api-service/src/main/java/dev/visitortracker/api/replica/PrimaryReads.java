package dev.visitortracker.api.replica;

/** What reads may ask of the primary. */
public enum PrimaryReads {
  /** It serves reads while no replica can. */
  FALLBACK,
  /** It serves none: reads that no replica can serve are refused. */
  NEVER
}
