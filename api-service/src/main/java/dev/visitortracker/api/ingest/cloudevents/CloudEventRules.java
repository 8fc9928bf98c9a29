package dev.visitortracker.api.ingest.cloudevents;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitRules;
import org.jspecify.annotations.Nullable;

/**
 * Makes a visit of a CloudEvent. What the data say themselves goes first; {@code time} is the
 * timestamp of data without one. An {@code id} that is a ULID of that time, or of any time where
 * none is given, becomes the visit's id; otherwise {@code source} and {@code id} together are the
 * deduplication key, unless the request names another.
 */
public record CloudEventRules(VisitRules rules) {
  CheckResult check(CloudEvent event, CloudEventMode mode, Defaults defaults) {
    Rejected broken = event.brokenAttribute();
    if (broken != null) {
      return new Rejected(mode.attribute(broken.field()), broken.problem(), broken.allowed());
    }
    return switch (event.data()) {
      case null -> new Rejected(mode.dataField("body"), "is missing", "the visit as a JSON object");
      case Rejected why -> inData(why, mode);
      case VisitDraft data -> check(event, data, mode, defaults);
    };
  }

  private CheckResult check(
      CloudEvent event, VisitDraft data, CloudEventMode mode, Defaults defaults) {
    CheckResult checked =
        rules.check(
            withAttributes(event, data),
            defaults.deduplicationKey() == null
                ? defaults.withDeduplicationKey(event.deduplicationKey())
                : defaults);
    return switch (checked) {
      case CheckResult.Valid valid -> valid;
      case Rejected why -> bySource(why, data, mode);
    };
  }

  private static VisitDraft withAttributes(CloudEvent event, VisitDraft data) {
    if (data.id() != null) {
      return data;
    }
    String timestamp = data.timestamp() == null ? event.time() : data.timestamp();
    return new VisitDraft(
        isUlidOf(event.id(), timestamp) ? event.id() : null,
        timestamp,
        data.site(),
        data.sourceIp(),
        data.endpoint(),
        data.method(),
        data.responseCode(),
        data.userAgent(),
        data.referrer(),
        data.durationMillis());
  }

  private static boolean isUlidOf(@Nullable String id, @Nullable String timestamp) {
    if (!Ulid.isValid(id)) {
      return false;
    }
    Long millis = timestamp == null ? null : Timestamps.parse(timestamp);
    return timestamp == null || (millis != null && millis == Ulid.getTime(id));
  }

  /** The rules know only fields; an id or time that came from an attribute is named as one. */
  private static Rejected bySource(Rejected why, VisitDraft data, CloudEventMode mode) {
    boolean isId = why.field().equals("id") && data.id() == null;
    boolean isTime =
        why.field().equals("timestamp") && data.timestamp() == null && data.id() == null;
    if (isId || isTime) {
      return new Rejected(mode.attribute(isId ? "id" : "time"), why.problem(), why.allowed());
    }
    return inData(why, mode);
  }

  private static Rejected inData(Rejected why, CloudEventMode mode) {
    return new Rejected(mode.dataField(why.field()), why.problem(), why.allowed());
  }
}
