package dev.visitortracker.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of Kafka records. Nearly all of them have the one form that {@link
 * VisitJson#write} gives them, which needs no parser: fields in their order, no white space,
 * nothing escaped. Anything else goes to {@link VisitJson#read(byte[], UnknownFields)}, and both
 * answer the same to the same bytes.
 *
 * <p>One reader reads one batch, on one thread: texts that repeat in it, such as browsers and
 * endpoints, become one String, which keeps batches in flight small.
 */
public final class VisitRecordReader {
  private static final byte[] ID = "{\"id\":\"".getBytes(ISO_8859_1);
  private static final byte[] TIMESTAMP = ",\"timestamp\":\"".getBytes(ISO_8859_1);
  private static final byte[] SITE = ",\"site\":\"".getBytes(ISO_8859_1);
  private static final byte[] SOURCE_IP = ",\"source_ip\":\"".getBytes(ISO_8859_1);
  private static final byte[] ENDPOINT = ",\"endpoint\":\"".getBytes(ISO_8859_1);
  private static final byte[] METHOD = ",\"method\":\"".getBytes(ISO_8859_1);
  private static final byte[] RESPONSE_CODE = ",\"response_code\":".getBytes(ISO_8859_1);
  private static final byte[] USER_AGENT = ",\"user_agent\":\"".getBytes(ISO_8859_1);
  private static final byte[] REFERRER = ",\"referrer\":\"".getBytes(ISO_8859_1);
  private static final byte[] DURATION = ",\"duration_ms\":".getBytes(ISO_8859_1);
  private static final byte[] END = "}".getBytes(ISO_8859_1);

  /** Nine digits are always an int. */
  private static final int MAX_DIGITS = 9;

  /** A power of two; two texts in the same place cost a String more, nothing else. */
  private static final int SHARED_TEXTS = 2048;

  private final @Nullable String[] shared = new @Nullable String[SHARED_TEXTS];
  private byte[] json = new byte[0];
  private int at;

  /** Reads exactly one object; fields that it does not know are ignored. */
  public Read read(byte[] value) {
    json = value;
    at = 0;
    VisitDraft draft = written();
    return draft == null ? VisitJson.read(value, UnknownFields.IGNORE) : draft;
  }

  /** The draft, or null where the bytes do not have the written form. */
  private @Nullable VisitDraft written() {
    String id = skip(ID) ? text(false) : null;
    String timestamp = id != null && skip(TIMESTAMP) ? text(false) : null;
    String site = timestamp != null && skip(SITE) ? text(true) : null;
    String sourceIp = site != null && skip(SOURCE_IP) ? text(true) : null;
    String endpoint = sourceIp != null && skip(ENDPOINT) ? text(true) : null;
    String method = endpoint != null && skip(METHOD) ? text(true) : null;
    Integer responseCode = method != null && skip(RESPONSE_CODE) ? integer() : null;
    if (responseCode == null) {
      return null;
    }
    boolean hasUserAgent = skip(USER_AGENT);
    String userAgent = hasUserAgent ? text(true) : null;
    boolean hasReferrer = skip(REFERRER);
    String referrer = hasReferrer ? text(true) : null;
    boolean hasDuration = skip(DURATION);
    Integer duration = hasDuration ? integer() : null;
    boolean whole =
        hasUserAgent == (userAgent != null)
            && hasReferrer == (referrer != null)
            && hasDuration == (duration != null)
            && skip(END)
            && at == json.length;
    return whole
        ? new VisitDraft(
            id,
            timestamp,
            site,
            sourceIp,
            endpoint,
            method,
            responseCode,
            userAgent,
            referrer,
            duration)
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

  /** A text of ASCII up to its closing quote, or null where it needs a real parser. */
  private @Nullable String text(boolean repeats) {
    int start = at;
    int hash = 0;
    for (int i = start; i < json.length; i++) {
      byte c = json[i];
      if (c == '"') {
        at = i + 1;
        return repeats ? share(start, i, hash) : new String(json, start, i - start, ISO_8859_1);
      }
      if (c < ' ' || c == '\\') {
        return null;
      }
      hash = 31 * hash + c;
    }
    return null;
  }

  /**
   * @param hash as {@link String#hashCode} computes it
   */
  private String share(int start, int end, int hash) {
    int place = (hash ^ hash >>> 16) & SHARED_TEXTS - 1;
    String known = shared[place];
    if (known != null && known.hashCode() == hash && isAt(known, start, end)) {
      return known;
    }
    String text = new String(json, start, end - start, ISO_8859_1);
    shared[place] = text;
    return text;
  }

  private boolean isAt(String text, int start, int end) {
    if (text.length() != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (text.charAt(i - start) != json[i]) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Integer integer() {
    int start = at;
    int value = 0;
    while (at < json.length && json[at] >= '0' && json[at] <= '9' && at - start < MAX_DIGITS) {
      value = value * 10 + json[at++] - '0';
    }
    boolean canonical = at > start && (json[start] != '0' || at - start == 1);
    return canonical ? value : null;
  }
}
