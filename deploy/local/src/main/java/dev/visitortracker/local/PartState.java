package dev.visitortracker.local;

import java.util.Locale;

/** Where a part is in its life. Only {@link #EXITED} was not asked for. */
public enum PartState {
  /** Launched, not ready yet. */
  STARTING,
  /** Was ready, and its process is there. */
  RUNNING,
  /**
   * Its processes are stopped by SIGSTOP: they keep their memory and sockets and answer nothing.
   */
  PAUSED,
  /** Never started, or stopped in order. */
  STOPPED,
  /** Ended by SIGKILL on request. */
  KILLED,
  /** Ended by itself. */
  EXITED;

  /** The name in status output. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
