package dev.visitortracker.api.tail;

import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Visit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A visit that has become visible, and where the stream is behind it. It is handed from one thread
 * to the next, never used by two at once.
 */
public final class TailedVisit {
  private final Visit visit;
  private final Position behind;
  private byte @Nullable [] written;

  /**
   * @param behind everything before it has been shown, this visit too
   */
  public TailedVisit(Visit visit, Position behind) {
    this.visit = visit;
    this.behind = behind;
  }

  public Visit visit() {
    return visit;
  }

  public Position behind() {
    return behind;
  }

  /** The visit in the one form that its readers get, written for the first of them. */
  public byte[] written(Function<TailedVisit, byte[]> form) {
    byte[] bytes = written;
    if (bytes == null) {
      bytes = form.apply(this);
      written = bytes;
    }
    return bytes;
  }
}
