package dev.visitortracker.perf.certify;

import dev.visitortracker.perf.report.Check;
import dev.visitortracker.perf.report.Machine;
import java.util.List;

/**
 * What was found, as it is kept in JSON.
 *
 * @param objectives as they were given
 * @param knee the highest rate that was held, in events a second
 * @param rate the rate of the hold
 * @param heldSeconds how long
 * @param faults when each part was killed and when it was back
 */
record Certificate(
    boolean passed,
    Machine machine,
    String commit,
    String objectives,
    double knee,
    double rate,
    double heldSeconds,
    List<Window> faults,
    List<Check> checks) {

  Certificate {
    faults = List.copyOf(faults);
    checks = List.copyOf(checks);
  }
}
