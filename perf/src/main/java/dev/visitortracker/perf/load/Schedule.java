package dev.visitortracker.perf.load;

/** When a lane has to send next. Its times are those of the lane's clock, in nanoseconds. */
interface Schedule {
  long NEVER = Long.MAX_VALUE;

  /** When the next request is due; {@link #NEVER} when there is none left. */
  long nextDue(long now);

  /** The next request is on its way. */
  void taken();

  /** How many are left that will never be sent if the lane ends now. */
  long left();

  /** The load of an open model: every {@code lanes}-th request of the arrivals. */
  static Schedule open(Arrivals arrivals, int lane, int lanes, long start) {
    return new Schedule() {
      private final long count = arrivals.count();
      private long number = lane;
      private long due = due();

      @Override
      public long nextDue(long now) {
        return due;
      }

      @Override
      public void taken() {
        number += lanes;
        due = due();
      }

      @Override
      public long left() {
        return number >= count ? 0 : (count - number + lanes - 1) / lanes;
      }

      private long due() {
        return number < count ? start + arrivals.dueNanos(number) : NEVER;
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
