package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.VisitDraft;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the access logs that Caddy and Traefik write, one JSON object a line. */
final class JsonLogParser implements LogParser {
  /** Longer times are none that a server writes. */
  private static final int MAX_TIME = 40;

  /** From there on a time is in ms, and in ns; as seconds they would be after the year 5000. */
  private static final BigDecimal FIRST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

  private static final BigDecimal FIRST_NANOS = FIRST_MILLIS.scaleByPowerOfTen(6);

  private static final BigDecimal LAST_MILLIS =
      BigDecimal.valueOf(Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli());

  @Override
  public ReadResult parse(String line) {
    return switch (JsonMembers.of(line)) {
      case JsonMembers.Broken broken -> broken.why();
      case JsonMembers.Read read -> draft(read.values());
    };
  }

  /** No part of an object is an object. */
  @Override
  public boolean isComplete(String line) {
    return JsonMembers.of(line) instanceof JsonMembers.Read;
  }

  private static ReadResult draft(Map<String, String> members) {
    if (members.containsKey("request.method") || members.containsKey("request.uri")) {
      return caddy(members);
    }
    if (members.containsKey("RequestMethod") || members.containsKey("DownstreamStatus")) {
      return traefik(members);
    }
    return new Rejected("body", "tells of no request", "an access log entry of Caddy or Traefik");
  }

  private static ReadResult caddy(Map<String, String> members) {
    String client = first(members, "request.client_ip", "request.remote_ip", "request.remote_addr");
    LogRequest request = LogRequest.of(members.get("request.method"), members.get("request.uri"));
    return draft(
        time(members.get("ts")),
        client,
        request,
        members.get("status"),
        members.get("request.headers.User-Agent"),
        members.get("request.headers.Referer"),
        LogDuration.ofSeconds(members.get("duration")));
  }

  private static ReadResult traefik(Map<String, String> members) {
    LogRequest request = LogRequest.of(members.get("RequestMethod"), members.get("RequestPath"));
    return draft(
        time(first(members, "StartUTC", "StartLocal", "time")),
        first(members, "ClientHost", "ClientAddr"),
        request,
        members.get("DownstreamStatus"),
        members.get("request_User-Agent"),
        members.get("request_Referer"),
        LogDuration.ofNanos(members.get("Duration")));
  }

  /** The defaults of an event are not for a log: its time and address are not ours. */
  private static ReadResult draft(
      @Nullable String time,
      @Nullable String client,
      LogRequest request,
      @Nullable String status,
      @Nullable String userAgent,
      @Nullable String referrer,
      @Nullable Integer duration) {
    if (time == null) {
      return new Rejected(
          "timestamp", "is missing or not a time", "seconds since 1970, or 2015-05-17T10:05:03Z");
    }
    if (client == null) {
      return new Rejected("source_ip", "is missing", "the client's address");
    }
    return new VisitDraft(
        null,
        time,
        null,
        LogClient.withoutPort(client),
        request.endpoint(),
        request.method(),
        LogDuration.ofMillis(status),
        userAgent,
        referrer,
        duration);
  }

  private static @Nullable String first(Map<String, String> members, String... names) {
    for (String name : names) {
      String value = members.get(name);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String time(@Nullable String text) {
    if (text == null || text.length() > MAX_TIME) {
      return null;
    }
    if (Timestamps.parse(text) != null) {
      return text;
    }
    int zone = text.length() - 4;
    boolean hasZone = zone > 0 && (text.charAt(zone - 1) == '+' || text.charAt(zone - 1) == '-');
    String withColon = hasZone ? text.substring(0, zone + 2) + ':' + text.substring(zone + 2) : "";
    return Timestamps.parse(withColon) != null ? withColon : ofNumber(text);
  }

  private static @Nullable String ofNumber(String text) {
    BigDecimal number;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
    if (number.signum() < 0 || Math.abs(number.scale()) > MAX_TIME) {
      return null;
    }
    int power = number.compareTo(FIRST_MILLIS) < 0 ? 3 : number.compareTo(FIRST_NANOS) < 0 ? 0 : -6;
    BigDecimal millis = number.scaleByPowerOfTen(power);
    return millis.compareTo(LAST_MILLIS) <= 0 ? Timestamps.format(millis.longValue()) : null;
  }
}
