package dev.visitortracker.api.replica;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many reads may be asked a second time: a share of all reads, so that what is slow under load
 * does not get twice the load. Each read pays its share in, and what is not used is kept up to a
 * bound (the retry budget of Finagle works like that).
 */
final class HedgeBudget {
  private static final long WHOLE = 1_000_000;

  private final long share;
  private final long max;
  private final AtomicLong balance;

  /**
   * @param share hedges for each read, 0 to 1
   * @param max hedges that may come at once; it starts with them
   */
  HedgeBudget(double share, int max) {
    this.share = Math.round(share * WHOLE);
    this.max = max * WHOLE;
    this.balance = new AtomicLong(this.max);
  }

  void payIn() {
    balance.updateAndGet(now -> Math.min(max, now + share));
  }

  boolean take() {
    return balance.getAndUpdate(now -> now >= WHOLE ? now - WHOLE : now) >= WHOLE;
  }
}
