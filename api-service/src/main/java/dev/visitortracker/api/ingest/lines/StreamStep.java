package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.token.Position;

/** How far a stream has come, in the order of its lines. */
public sealed interface StreamStep {
  /**
   * These lines are answered for: the good ones are durable, the others rejected.
   *
   * @param position behind the good ones
   */
  record Done(CheckedLines lines, Position position) implements StreamStep {}

  /** The stream ends here, before its body does. */
  record Stopped(Problem problem) implements StreamStep {}
}
