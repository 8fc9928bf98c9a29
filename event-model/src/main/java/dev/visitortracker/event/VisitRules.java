package dev.visitortracker.event;

import com.github.f4b6a3.ulid.Ulid;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rules that every visit keeps. Nothing here throws for what a client may send: a draft becomes
 * a {@link Visit} or a {@link Rejected} that names the first field that breaks a rule.
 */
public final class VisitRules {
  /** Most characters of an endpoint, counted in its {@linkplain Endpoints one form}. */
  public static final int MAX_ENDPOINT = 255;

  /** Above the longest method that is registered, UPDATEREDIRECTREF. */
  public static final int MAX_METHOD = 32;

  static final int MAX_USER_AGENT = 512;
  static final int MAX_REFERRER = 512;

  private static final int MAX_SITE = 64;
  private static final int MIN_STATUS = 100;
  private static final int MAX_STATUS = 599;
  private static final int MAX_DURATION_MILLIS = 86_400_000;

  /** The response codes that are taken, for messages. */
  static final String RESPONSE_CODES = MIN_STATUS + " to " + MAX_STATUS;

  /** The durations that are taken, in ms, for messages. */
  static final String DURATIONS_MILLIS = "0 to " + MAX_DURATION_MILLIS;

  private static final String SITE_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789.-";

  /** RFC 9110 section 5.6.2; upper case first, as nearly all methods are. */
  private static final String TOKEN_CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";

  private final long maxAgeMillis;
  private final long maxAheadMillis;
  private final InstantSource clock;

  /**
   * @param maxAge how old a visit may be
   * @param maxAhead how far ahead of our clock a visitor's clock may be
   */
  public VisitRules(Duration maxAge, Duration maxAhead, InstantSource clock) {
    this.maxAgeMillis = clampToTimes(maxAge);
    this.maxAheadMillis = clampToTimes(maxAhead);
    this.clock = clock;
  }

  /** Completes the draft from the defaults and holds it against the rules. */
  public CheckResult check(VisitDraft draft, Defaults defaults) {
    try {
      String site = site(draft.site() == null ? defaults.site() : draft.site());
      Ulid id = id(draft, site, defaults);
      return new CheckResult.Valid(
          new Visit(
              id,
              site,
              sourceIp(draft.sourceIp(), defaults.sourceIp()),
              endpoint(draft.endpoint()),
              method(draft.method()),
              responseCode(draft.responseCode()),
              userAgent(draft.userAgent()),
              referrer(draft.referrer()),
              durationMillis(draft.durationMillis())));
    } catch (BrokenRule broken) {
      return broken.rejected;
    }
  }

  /** Whether a text may name a site; the same rule as for the field {@code site}. */
  public static boolean isSite(String text) {
    return consistsOf(SITE_CHARACTERS, text, MAX_SITE);
  }

  /** Whether a text is an endpoint in its one form. */
  static boolean isEndpoint(String text) {
    return Texts.problem(text, 1, MAX_ENDPOINT) == null
        && text.indexOf('?') < 0
        && Endpoints.decoded(text).equals(text);
  }

  /** Whether a text can be a method; the same rule as for the field {@code method}. */
  public static boolean isMethod(String text) {
    return consistsOf(TOKEN_CHARACTERS, text, MAX_METHOD);
  }

  /** Whether a text is a token of HTTP, of any length. */
  public static boolean isToken(String text) {
    return consistsOf(TOKEN_CHARACTERS, text, Integer.MAX_VALUE);
  }

  static boolean isResponseCode(int code) {
    return code >= MIN_STATUS && code <= MAX_STATUS;
  }

  /** Whether a text is a user agent as it is, without being cut. */
  static boolean isUserAgent(String text) {
    return Texts.problem(text, 0, MAX_USER_AGENT) == null;
  }

  static boolean isReferrer(String text) {
    return Texts.problem(text, 0, MAX_REFERRER) == null;
  }

  static boolean isDurationMillis(int millis) {
    return millis >= 0 && millis <= MAX_DURATION_MILLIS;
  }

  /** Whether a visit may have the time. */
  boolean isInWindow(long millis) {
    long now = clock.millis();
    return millis >= earliest(now) && millis <= latest(now);
  }

  private Ulid id(VisitDraft draft, String site, Defaults defaults) {
    Long timestamp = timestamp(draft.timestamp());
    String text = draft.id();
    if (text != null) {
      return givenId(text, timestamp);
    }
    if (timestamp == null) {
      if (defaults.timestamp() == null) {
        throw new BrokenRule("id", "is missing", "a ULID of 26 characters");
      }
      timestamp = defaults.timestamp().toEpochMilli();
    }
    String key = defaults.deduplicationKey();
    return key == null ? VisitIds.random(timestamp) : VisitIds.derived(timestamp, site, key);
  }

  private Ulid givenId(String text, @Nullable Long timestamp) {
    Ulid id = VisitIds.parse(text);
    if (id == null) {
      throw new BrokenRule(
          "id", "is not a ULID", "26 characters of Crockford's base 32, the first at most 7");
    }
    checkWindow("id", id.getTime());
    if (timestamp != null && timestamp != id.getTime()) {
      throw new BrokenRule(
          "timestamp",
          "differs from the time in the id, " + Timestamps.format(id.getTime()),
          "the id's own time, or only one of id and timestamp");
    }
    return id;
  }

  private @Nullable Long timestamp(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Long millis = Timestamps.parse(text);
    if (millis == null) {
      throw new BrokenRule(
          "timestamp",
          "is not an RFC 3339 date-time",
          "a form like 2015-05-17T10:05:03.000Z or 2015-05-17T12:05:03+02:00");
    }
    checkWindow("timestamp", millis);
    return millis;
  }

  private void checkWindow(String field, long millis) {
    long now = clock.millis();
    long earliest = earliest(now);
    long latest = latest(now);
    if (millis < earliest || millis > latest) {
      throw new BrokenRule(
          field,
          millis < earliest ? "lies too far in the past" : "lies in the future",
          Timestamps.format(earliest) + " to " + Timestamps.format(latest));
    }
  }

  private long earliest(long now) {
    return Math.max(0, now - maxAgeMillis);
  }

  private long latest(long now) {
    return Math.min(VisitIds.MAX_TIME_MILLIS, now + maxAheadMillis);
  }

  private static long clampToTimes(Duration duration) {
    return Math.min(TimeUnit.MILLISECONDS.convert(duration), VisitIds.MAX_TIME_MILLIS);
  }

  private static String site(String site) {
    if (!isSite(site)) {
      throw new BrokenRule(
          "site", "is not a site name", "1 to 64 characters of a-z, 0-9, '.' and '-'");
    }
    return site;
  }

  private static InetAddress sourceIp(@Nullable String text, @Nullable InetAddress defaultAddress) {
    String allowed = "an IPv4 or IPv6 address such as 192.0.2.7 or 2001:db8::7";
    InetAddress address =
        text == null
            ? Addresses.withoutZone(required("source_ip", defaultAddress, allowed))
            : Addresses.parse(text);
    if (address == null) {
      throw new BrokenRule("source_ip", "is not an IP address", allowed);
    }
    return address;
  }

  private static String endpoint(@Nullable String text) {
    String allowed = "1 to " + MAX_ENDPOINT + " characters without query string";
    String endpoint = Endpoints.decoded(required("endpoint", text, allowed));
    refuse("endpoint", Texts.problem(endpoint, 1, MAX_ENDPOINT), allowed);
    if (endpoint.indexOf('?') >= 0) {
      throw new BrokenRule("endpoint", "holds a query string", allowed);
    }
    return endpoint;
  }

  private static String method(@Nullable String text) {
    String allowed = "a token (RFC 9110, 5.6.2) of 1 to " + MAX_METHOD + " characters, such as GET";
    String method = required("method", text, allowed);
    if (method.isEmpty() || isToken(method)) {
      refuse("method", Texts.problem(method, 1, MAX_METHOD), allowed);
      return method;
    }
    throw new BrokenRule("method", "holds a character that no HTTP method has", allowed);
  }

  private static int responseCode(@Nullable Integer value) {
    int code = required("response_code", value, RESPONSE_CODES);
    if (!isResponseCode(code)) {
      throw new BrokenRule("response_code", "is " + code, RESPONSE_CODES);
    }
    return code;
  }

  private static @Nullable String userAgent(@Nullable String text) {
    if (text == null) {
      return null;
    }
    refuse(
        "user_agent",
        Texts.problem(text, 0, Integer.MAX_VALUE),
        "text without control characters; more than 512 characters are cut");
    return Texts.cut(text, MAX_USER_AGENT);
  }

  private static @Nullable String referrer(@Nullable String text) {
    if (text != null) {
      refuse("referrer", Texts.problem(text, 0, MAX_REFERRER), "at most 512 characters");
    }
    return text;
  }

  private static @Nullable Integer durationMillis(@Nullable Integer value) {
    if (value != null && !isDurationMillis(value)) {
      throw new BrokenRule("duration_ms", "is " + value, DURATIONS_MILLIS);
    }
    return value;
  }

  private static boolean consistsOf(String characters, String text, int maxLength) {
    if (text.isEmpty() || text.length() > maxLength) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static <T> T required(String field, @Nullable T value, String allowed) {
    if (value == null) {
      throw new BrokenRule(field, "is missing", allowed);
    }
    return value;
  }

  private static void refuse(String field, @Nullable String problem, String allowed) {
    if (problem != null) {
      throw new BrokenRule(field, problem, allowed);
    }
  }

  /**
   * Leads out of the checks to the one place that answers; it carries no stack and never leaves.
   */
  private static final class BrokenRule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Rejected rejected;

    BrokenRule(String field, String problem, String allowed) {
      super(field + " " + problem, null, false, false);
      this.rejected = new Rejected(field, problem, allowed);
    }
  }
}
