package dev.visitortracker.event.visitors;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;

/**
 * The visitors of several sketches, those that several have seen counted once. Which sketches are
 * added is what counts, but for some hundreds of visitors the order can move the estimate within
 * its error: equal sketches in equal order give equal answers. Not for several threads.
 */
public final class VisitorUnion {
  private final HllUnion union = new HllUnion(VisitorSketch.LG_K);

  /** Counts those that a sketch has seen, given as {@link VisitorSketch#bytes} wrote it. */
  public void add(byte[] sketch) {
    union.update(HllSketch.heapify(sketch));
  }

  /** Counts those that another union has. */
  public void add(VisitorUnion other) {
    union.update(other.union.getResult());
  }

  /** The union as a sketch, to be added to others. */
  public byte[] bytes() {
    return union.getResult(VisitorSketch.TYPE).toCompactByteArray();
  }

  public Visitors visitors() {
    return Visitors.of(union);
  }
}
