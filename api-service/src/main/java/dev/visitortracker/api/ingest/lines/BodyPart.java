package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.problem.Problem;
import java.util.List;

/** What the next moment of a body has brought. */
sealed interface BodyPart {
  /**
   * Lines that came together.
   *
   * @param lastLine number of the last line that is complete now, blank or not
   * @param sizeInBytes what was read for them
   */
  record Lines(List<Line> lines, long lastLine, int sizeInBytes) implements BodyPart {}

  /** The body has broken off; nothing comes behind. */
  record BrokenOff(Problem problem) implements BodyPart {}
}
