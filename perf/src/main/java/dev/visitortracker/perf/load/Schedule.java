package dev.visitortracker.perf.load;

/**
 * When the next request has to be sent. Times are those of the dispatcher's clock, in nanoseconds.
 */
interface Schedule {
  long NEVER = Long.MAX_VALUE;

  /** When the next request is due; {@link #NEVER} when there is none left. */
  long nextDue(long now);

  /** The next request is on its way. */
  void taken();

  /** How many are left that will never be sent if the load ends now. */
  long left();

  /** The load of an open model. */
  static Schedule open(Arrivals arrivals, long start) {
    return new Schedule() {
      private final long count = arrivals.count();
      private long number;
      private long due = start;

      @Override
      public long nextDue(long now) {
        return number < count ? due : NEVER;
      }

      @Override
      public void taken() {
        due = start + arrivals.dueNanos(++number);
      }

      @Override
      public long left() {
        return count - number;
      }
    };
  }

  /** A closed loop: whoever has an answer asks again, until the end. */
  static Schedule closed(long end) {
    return new Schedule() {
      @Override
      public long nextDue(long now) {
        return now < end ? now : NEVER;
      }

      @Override
      public void taken() {}

      @Override
      public long left() {
        return 0;
      }
    };
  }
}
