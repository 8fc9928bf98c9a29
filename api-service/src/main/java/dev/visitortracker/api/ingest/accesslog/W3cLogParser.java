package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.ReadResult;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.VisitDraft;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Reads the W3C extended log format, as IIS (spaces part the fields) and CloudFront (tabs do) write
 * it. The last {@code #Fields} line says what the fields are; times are in UTC.
 */
final class W3cLogParser implements LogParser {
  private static final String FIELDS = "#Fields:";

  /** Nobody logs more. */
  private static final int MAX_FIELDS = 256;

  private List<String> names = List.of();

  /** Whether a line says what the fields are. */
  static boolean namesFields(String line) {
    return line.startsWith(FIELDS);
  }

  @Override
  public @Nullable ReadResult parse(String line) {
    if (namesFields(line)) {
      names = List.of(line.substring(FIELDS.length()).strip().split("[ \t]+", MAX_FIELDS));
    }
    if (line.startsWith("#")) {
      return null;
    }
    if (names.isEmpty()) {
      return new Rejected(
          "body",
          "is a line before any #Fields line",
          "the log from its first line on; what was taken before is not counted again");
    }
    boolean hasTabs = line.indexOf('\t') >= 0;
    String[] values = line.stripTrailing().split(hasTabs ? "\t" : " ", MAX_FIELDS);
    return values.length < names.size()
        ? new Rejected(
            "body", "has " + values.length + " fields", names.size() + " fields, as #Fields says")
        : draft(fields(values), hasTabs);
  }

  /** The last field is any text. */
  @Override
  public boolean isComplete(String line) {
    return line.startsWith("#");
  }

  private Map<String, String> fields(String[] values) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (!values[i].equals("-")) {
        fields.put(names.get(i), values[i]);
      }
    }
    return fields;
  }

  private static ReadResult draft(Map<String, String> fields, boolean isCloudFront) {
    String date = fields.get("date");
    String time = fields.get("time");
    String client = fields.get("c-ip");
    if (date == null || time == null) {
      return new Rejected("timestamp", "is missing", "the fields date and time");
    }
    if (client == null) {
      return new Rejected("source_ip", "is missing", "the field c-ip");
    }
    String timestamp = date + 'T' + time + 'Z';
    if (Timestamps.parse(timestamp) == null) {
      return new Rejected(
          "timestamp", "is not a date and a time", "fields like 2015-05-17 and 10:05:03");
    }
    LogRequest request = LogRequest.of(fields.get("cs-method"), fields.get("cs-uri-stem"));
    return new VisitDraft(
        null,
        timestamp,
        null,
        client,
        request.endpoint(),
        request.method(),
        LogDuration.ofMillis(fields.get("sc-status")),
        text(fields.get("cs(User-Agent)"), isCloudFront),
        text(fields.get("cs(Referer)"), isCloudFront),
        duration(fields.get("time-taken")));
  }

  /** IIS writes a space as a plus sign, CloudFront encodes with percent signs. */
  private static @Nullable String text(@Nullable String value, boolean isCloudFront) {
    if (value == null || !isCloudFront) {
      return value == null ? null : value.replace('+', ' ');
    }
    try {
      return StringUtils.uriDecode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return value;
    }
  }

  /** IIS has whole milliseconds, CloudFront seconds with a fraction. */
  private static @Nullable Integer duration(@Nullable String taken) {
    return taken != null && taken.indexOf('.') >= 0
        ? LogDuration.ofSeconds(taken)
        : LogDuration.ofMillis(taken);
  }
}
