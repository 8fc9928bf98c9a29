package dev.visitortracker.worker.progress;

import java.util.Collection;

/**
 * A watermark is not where this worker left it: another worker has stored the range, or our own
 * commit succeeded unseen. Nothing of the batch is stored; the reader has to start again from the
 * watermarks.
 */
public final class LostOwnershipException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostOwnershipException(Collection<Advance> advances) {
    super(
        "watermarks moved under " + advances.stream().map(Advance::range).toList(),
        null,
        false,
        false);
  }
}
