package dev.visitortracker.perf.report;

import dev.visitortracker.perf.watch.Moment;
import java.util.List;

/**
 * A part of a page. All times are in seconds from the same moment.
 *
 * @param remarks what a reader must know, such as that something could not be measured
 * @param faults what happened when, drawn into every plot
 * @param probes how soon each became visible
 */
public record Section(
    String title,
    List<String> remarks,
    List<Figure> figures,
    List<Check> checks,
    List<LoadSamples> loads,
    List<Moment> moments,
    List<FaultMark> faults,
    List<ProbeMark> probes) {

  /** When something was broken. */
  public record FaultMark(double at, String name) {}

  /** When a probe was due and how long it took to be visible, in milliseconds. */
  public record ProbeMark(double at, double millis) {}
}
