package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.event.CheckResult;

/** What a line was. */
public sealed interface LineResult {
  /** An event: a visit, or the reason why not. */
  record Event(CheckResult checked) implements LineResult {}

  /**
   * A line that tells of no request, such as a header. It is read, but neither taken nor refused.
   */
  record Comment() implements LineResult {}
}
