package dev.visitortracker.event.visitors;

import org.apache.datasketches.hll.HllUnion;

/**
 * How many different visitors there were: an estimate, and bounds that hold the true number in
 * {@link #CONFIDENCE} of all cases.
 */
public record Visitors(long lower, long estimate, long upper) {
  public static final double CONFIDENCE = 0.95;

  public static final Visitors NONE = new Visitors(0, 0, 0);

  /** Two of them make 95 %. */
  private static final int STANDARD_DEVIATIONS = 2;

  /** The true number is whole, so the bounds are rounded inwards. */
  static Visitors of(HllUnion union) {
    return union.isEmpty()
        ? NONE
        : new Visitors(
            (long) Math.ceil(union.getLowerBound(STANDARD_DEVIATIONS)),
            Math.round(union.getEstimate()),
            (long) Math.floor(union.getUpperBound(STANDARD_DEVIATIONS)));
  }
}
