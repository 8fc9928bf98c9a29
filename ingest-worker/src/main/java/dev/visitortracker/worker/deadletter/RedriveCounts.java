package dev.visitortracker.worker.deadletter;

/**
 * What a redrive did, or would do. {@code redriven + left} is the number of letters that matched.
 *
 * @param redriven put back
 * @param left put back too often before
 * @param readable those of {@code redriven} that the rules of today take; a dry run only
 */
public record RedriveCounts(long redriven, long left, long readable) {
  static final RedriveCounts NOTHING = new RedriveCounts(0, 0, 0);

  RedriveCounts withReadable(long count) {
    return new RedriveCounts(redriven, left, count);
  }

  RedriveCounts plus(RedriveCounts other) {
    return new RedriveCounts(
        redriven + other.redriven, left + other.left, readable + other.readable);
  }
}
