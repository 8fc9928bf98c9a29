package dev.visitortracker.api.replica;

/** Which nodes have a position; the names appear in metrics as they are. */
public enum Reached {
  /** A replica that serves reads, or the primary while no replica serves. */
  REPLICA,
  /** Only the primary. */
  PRIMARY,
  /** No node. */
  NONE
}
