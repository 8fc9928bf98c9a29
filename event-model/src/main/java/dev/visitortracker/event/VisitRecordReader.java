package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.f4b6a3.ulid.Ulid;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of Kafka records. Nearly all of them have the one form that {@link
 * VisitJson#write} gives them, which needs no parser: fields in their order, no white space,
 * nothing escaped. What is read here, {@link VisitJson#read(byte[], VisitJson.UnknownFields)} and
 * {@link VisitRules#check} would accept as the same visit; about everything else they decide.
 *
 * <p>One reader reads one batch after the other: texts that repeat, such as browsers and endpoints,
 * are checked once and become one String, which keeps batches in flight small. It holds at most
 * some 4 MB of them.
 */
public final class VisitRecordReader {
  private static final byte[] ID = ascii("{\"id\":\"");
  private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
  private static final byte[] SITE = ascii("\",\"site\":\"");
  private static final byte[] SOURCE_IP = ascii(",\"source_ip\":\"");
  private static final byte[] ENDPOINT = ascii(",\"endpoint\":\"");
  private static final byte[] METHOD = ascii(",\"method\":\"");
  private static final byte[] RESPONSE_CODE = ascii(",\"response_code\":");
  private static final byte[] USER_AGENT = ascii(",\"user_agent\":\"");
  private static final byte[] REFERRER = ascii(",\"referrer\":\"");
  private static final byte[] DURATION = ascii(",\"duration_ms\":");
  private static final byte[] END = ascii("}");

  /** Nine digits are always an int. */
  private static final int MAX_DIGITS = 9;

  private static final int NONE = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
  private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;

  private final VisitRules rules;
  private final CanonicalTime time = new CanonicalTime();
  private final StringInterner sites = new StringInterner(VisitRules::isSite, 8);
  private final StringInterner endpoints = new StringInterner(VisitRules::isEndpoint, 12);
  private final StringInterner methods = new StringInterner(VisitRules::isMethod, 5);
  private final StringInterner userAgents = new StringInterner(VisitRules::isUserAgent, 10);
  private final StringInterner referrers = new StringInterner(VisitRules::isReferrer, 10);
  private byte[] json = new byte[0];
  private int at;

  public VisitRecordReader(VisitRules rules) {
    this.rules = rules;
  }

  /** The visit, or null where the bytes do not have the written form or may break a rule. */
  public @Nullable Visit read(byte[] value) {
    json = value;
    at = 0;
    Ulid id = skip(ID) ? id() : null;
    boolean isTimeRight = id != null && skip(TIMESTAMP) && isTimeOf(id);
    String site = isTimeRight && skip(SITE) ? text(sites) : null;
    InetAddress sourceIp = site != null && skip(SOURCE_IP) ? address() : null;
    String endpoint = sourceIp != null && skip(ENDPOINT) ? text(endpoints) : null;
    String method = endpoint != null && skip(METHOD) ? text(methods) : null;
    int responseCode = method != null && skip(RESPONSE_CODE) ? integer() : NONE;
    if (id == null || site == null || sourceIp == null || endpoint == null || method == null) {
      return null;
    }
    boolean hasUserAgent = skip(USER_AGENT);
    String userAgent = hasUserAgent ? text(userAgents) : null;
    boolean hasReferrer = skip(REFERRER);
    String referrer = hasReferrer ? text(referrers) : null;
    boolean hasDuration = skip(DURATION);
    int duration = hasDuration ? integer() : NONE;
    boolean isWhole =
        VisitRules.isResponseCode(responseCode)
            && hasUserAgent == (userAgent != null)
            && hasReferrer == (referrer != null)
            && hasDuration == VisitRules.isDurationMillis(duration)
            && skip(END)
            && at == json.length;
    return isWhole
        ? new Visit(
            id,
            site,
            sourceIp,
            endpoint,
            method,
            responseCode,
            userAgent,
            referrer,
            hasDuration ? duration : null)
        : null;
  }

  private boolean skip(byte[] expected) {
    int end = at + expected.length;
    if (end > json.length || !Arrays.equals(json, at, end, expected, 0, expected.length)) {
      return false;
    }
    at = end;
    return true;
  }

  private @Nullable Ulid id() {
    int start = at;
    at += Ulid.ULID_CHARS;
    Ulid id = at <= json.length ? VisitIds.parseUpperCase(json, start) : null;
    return id != null && rules.isInWindow(id.getTime()) ? id : null;
  }

  private boolean isTimeOf(Ulid id) {
    int start = at;
    at += Timestamps.CANONICAL_LENGTH;
    return time.isAt(json, start, id.getTime());
  }

  private @Nullable String text(StringInterner texts) {
    int start = at;
    int end = endOfText(start);
    if (end < 0) {
      return null;
    }
    at = end + 1;
    return texts.of(json, start, end);
  }

  private @Nullable InetAddress address() {
    int start = at;
    int end = endOfText(start);
    if (end < 0) {
      return null;
    }
    at = end + 1;
    byte[] four = Addresses.fourNumbers(json, start, end);
    return four != null
        ? Addresses.of(four)
        : Addresses.parse(new String(json, start, end - start, ISO_8859_1));
  }

  /**
   * Where the closing quote of a text of ASCII is, or {@link #NONE} where it needs a real parser.
   * Looks at eight bytes at once: each of the four terms sets the highest bit of the bytes that end
   * the search, and may set others only above the first of them (H. Warren, Hacker's Delight, 6-1).
   */
  private int endOfText(int start) {
    int i = start;
    for (; i + Long.BYTES <= json.length; i += Long.BYTES) {
      long word = (long) LONGS.get(json, i);
      long quote = word ^ '"' * EACH_BYTE;
      long backslash = word ^ '\\' * EACH_BYTE;
      long ends =
          ((quote - EACH_BYTE & ~quote)
                  | (backslash - EACH_BYTE & ~backslash)
                  | (word - ' ' * EACH_BYTE & ~word)
                  | word)
              & HIGHEST_BITS;
      if (ends != 0) {
        int end = i + Long.numberOfTrailingZeros(ends) / Byte.SIZE;
        return json[end] == '"' ? end : NONE;
      }
    }
    for (; i < json.length; i++) {
      if (json[i] == '"') {
        return i;
      }
      if (json[i] < ' ' || json[i] == '\\') {
        return NONE;
      }
    }
    return NONE;
  }

  /** The number in the form that JSON has for it, or {@link #NONE}. */
  private int integer() {
    int start = at;
    int value = 0;
    while (at < json.length && json[at] >= '0' && json[at] <= '9' && at - start < MAX_DIGITS) {
      value = value * 10 + json[at++] - '0';
    }
    boolean isCanonical = at > start && (json[start] != '0' || at - start == 1);
    return isCanonical ? value : NONE;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
