package dev.visitortracker.perf.certify;

/**
 * When a fault was, in seconds of the hold.
 *
 * @param killed when the part was killed
 * @param back when it was ready again
 */
record Window(Fault fault, double killed, double back) {
  /** Until when the fault may show; after it everything must be as if nothing had been. */
  double end() {
    return back + fault.recovery().toSeconds();
  }

  boolean covers(double second) {
    return second >= killed && second <= end();
  }
}
