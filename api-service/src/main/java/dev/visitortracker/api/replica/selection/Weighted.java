package dev.visitortracker.api.replica.selection;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One after the other, each as often as its weight says.
 *
 * <p>The multiples of the golden ratio, without what is before the point, are spread evenly however
 * many there are (Knuth, The Art of Computer Programming 3, 6.4). So a counter is all that is kept,
 * and neither bursts to the heaviest nor locks are needed.
 */
final class Weighted implements Selection {
  /** 2^32 divided by the golden ratio. */
  private static final int STEP = 0x9E3779B9;

  private static final double RANGE = 0x1p32;

  private final AtomicInteger turn = new AtomicInteger();

  @Override
  public <C extends Candidate> List<C> order(List<C> usable, @Nullable InetAddress caller) {
    double point = Integer.toUnsignedLong(turn.getAndAdd(STEP)) / RANGE;
    List<C> left = new ArrayList<>(usable);
    List<C> order = new ArrayList<>(usable.size());
    while (!left.isEmpty()) {
      order.add(left.remove(indexAt(point, left)));
    }
    return order;
  }

  /** On whose part of the line from 0 to 1 the point is. */
  private static int indexAt(double point, List<? extends Candidate> candidates) {
    double rest = point * candidates.stream().mapToInt(Candidate::weight).sum();
    int index = 0;
    while (index < candidates.size() - 1 && rest >= candidates.get(index).weight()) {
      rest -= candidates.get(index++).weight();
    }
    return index;
  }
}
