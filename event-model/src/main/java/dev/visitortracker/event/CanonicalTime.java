package dev.visitortracker.event;

import java.util.Arrays;

/**
 * Compares times with the canonical form of {@link Timestamps#format}. Visits follow one another in
 * time: within one second only the milliseconds are written anew.
 */
final class CanonicalTime {
  private byte[] text = Timestamps.canonical(0);
  private long second;

  /** Whether the bytes from there on are the canonical form of the time. */
  boolean isAt(byte[] source, int at, long epochMillis) {
    int end = at + Timestamps.CANONICAL_LENGTH;
    write(epochMillis);
    return end <= source.length && Arrays.equals(text, 0, text.length, source, at, end);
  }

  private void write(long epochMillis) {
    long secondNow = Math.floorDiv(epochMillis, 1000L);
    if (secondNow == second) {
      Timestamps.writeMillis(text, epochMillis);
    } else {
      text = Timestamps.canonical(epochMillis);
      second = secondNow;
    }
  }
}
