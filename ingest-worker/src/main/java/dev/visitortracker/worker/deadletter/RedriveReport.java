package dev.visitortracker.worker.deadletter;

/**
 * What a redrive did, or would do. {@code redriven + left} is the number of letters that matched.
 *
 * @param redriven put back
 * @param left put back too often before
 * @param readable those of {@code redriven} that the rules of today take; a dry run only
 */
public record RedriveReport(long redriven, long left, long readable) {
  static final RedriveReport NOTHING = new RedriveReport(0, 0, 0);

  RedriveReport withReadable(long count) {
    return new RedriveReport(redriven, left, count);
  }

  RedriveReport plus(RedriveReport other) {
    return new RedriveReport(
        redriven + other.redriven, left + other.left, readable + other.readable);
  }
}
