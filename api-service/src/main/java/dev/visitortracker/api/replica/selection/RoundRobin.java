package dev.visitortracker.api.replica.selection;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One after the other. */
final class RoundRobin implements Selection {
  private final AtomicInteger turn = new AtomicInteger();

  @Override
  public <C extends Candidate> List<C> order(List<C> usable, @Nullable InetAddress caller) {
    List<C> order = new ArrayList<>(usable);
    Collections.rotate(order, -Math.floorMod(turn.getAndIncrement(), Math.max(1, order.size())));
    return order;
  }
}
