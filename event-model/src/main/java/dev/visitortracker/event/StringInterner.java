package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Texts of ASCII that were met before and keep a rule. One that is met again is neither checked nor
 * made anew. Each has one place: two that share it cost a String more, nothing else.
 */
final class StringInterner {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** From the golden ratio; spreads neighbouring values over all bits. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final Predicate<String> rule;
  private final int placeBits;
  private final byte[] @Nullable [] bytes;
  private final @Nullable String[] texts;

  /**
   * @param placeBits 2 to the power of it is the most texts that are kept
   */
  StringInterner(Predicate<String> rule, int placeBits) {
    this.rule = rule;
    this.placeBits = placeBits;
    this.bytes = new byte[1 << placeBits][];
    this.texts = new @Nullable String[1 << placeBits];
  }

  /** The text of the bytes, or null where it breaks the rule. */
  @Nullable String of(byte[] source, int start, int end) {
    int place = place(source, start, end);
    byte[] known = bytes[place];
    return known != null && Arrays.equals(known, 0, known.length, source, start, end)
        ? texts[place]
        : keep(place, Arrays.copyOfRange(source, start, end));
  }

  private @Nullable String keep(int place, byte[] met) {
    String text = new String(met, ISO_8859_1);
    if (!rule.test(text)) {
      return null;
    }
    bytes[place] = met;
    texts[place] = text;
    return text;
  }

  private int place(byte[] source, int start, int end) {
    long hash = (long) end - start;
    int at = start;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(source, at)) * SPREAD;
      hash ^= hash >>> 32;
    }
    for (; at < end; at++) {
      hash = (hash ^ source[at]) * SPREAD;
    }
    return (int) ((hash * SPREAD) >>> (Long.SIZE - placeBits));
  }
}
