package dev.visitortracker.local.command;

import org.jspecify.annotations.Nullable;

/**
 * A line from {@code ctl} to {@code up}.
 *
 * @param part absent for {@link Action#STATUS}
 */
record ControlRequest(Action action, @Nullable String part) {
  enum Action {
    STATUS,
    STOP,
    START,
    KILL,
    PAUSE,
    RESUME,
    PROMOTE
  }
}
