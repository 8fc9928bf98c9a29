package dev.visitortracker.api.replica;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The nodes that may serve one read. Each is handed out once, to whichever attempt asks first. */
final class Candidates {
  private final Queue<Node> choices;
  private final Queue<Node> lastResorts;

  /**
   * @param lastResorts only where all of the choices have failed
   */
  Candidates(List<Node> choices, List<Node> lastResorts) {
    this.choices = new ConcurrentLinkedQueue<>(choices);
    this.lastResorts = new ConcurrentLinkedQueue<>(lastResorts);
  }

  /** The next one to try, or null where none is left. */
  @Nullable Node next() {
    Node choice = choices.poll();
    return choice == null ? lastResorts.poll() : choice;
  }

  /** Whether one is left that is as good as the first. */
  boolean hasChoice() {
    return !choices.isEmpty();
  }
}
