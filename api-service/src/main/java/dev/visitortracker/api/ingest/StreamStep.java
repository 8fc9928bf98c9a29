package dev.visitortracker.api.ingest;

import dev.visitortracker.api.problem.Problem;

/** How far a stream has come, in the order of its lines. */
sealed interface StreamStep {
  /** These lines are answered for: the good ones are durable, the others rejected. */
  record Done(CheckedLines lines) implements StreamStep {}

  /** The stream ends here, before its body does. */
  record Stopped(Problem problem) implements StreamStep {}
}
