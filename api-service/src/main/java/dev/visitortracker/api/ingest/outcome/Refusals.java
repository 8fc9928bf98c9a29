package dev.visitortracker.api.ingest.outcome;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.publish.PublishOutcome.Unavailable;
import dev.visitortracker.event.Rejected;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/** What a sender is told whose events are not taken. */
public final class Refusals {
  private Refusals() {}

  public static Problem of(ProblemType type, Rejected why) {
    return Problem.of(type, why.field() + " " + why.problem() + "; allowed: " + why.allowed())
        .with("field", why.field())
        .with("problem", why.problem())
        .with("allowed", why.allowed());
  }

  public static Problem empty() {
    return of(ProblemType.EMPTY_BODY, new Rejected("body", "is empty", "at least one event"));
  }

  public static Problem tooLarge(DataSize max) {
    return of(
            ProblemType.TOO_LARGE,
            new Rejected(
                "body",
                "is too large",
                "at most %d bytes of application/json; more as %s"
                    .formatted(max.toBytes(), "application/x-ndjson")))
        .with("max_bytes", max.toBytes());
  }

  public static Problem tooManyEvents(int max) {
    return of(
            ProblemType.TOO_LARGE,
            new Rejected("body", "holds too many events", "at most " + max + " events in an array"))
        .with("max_events", max);
  }

  /** Refuses a request because the byte budget is used up. A later attempt can find room. */
  public static Problem overCapacity(Duration retryAfter) {
    return Problem.of(
            ProblemType.OVER_CAPACITY,
            "as many bytes of bodies and of events that wait for Kafka are held as may be")
        .withRetryAfter(retryAfter);
  }

  /** What else the client may send is not waited for. */
  public static Problem stalled(String what) {
    return Problem.of(ProblemType.BODY_STALLED, what).withHeader(HttpHeaders.CONNECTION, "close");
  }

  public static Problem unavailable(Unavailable unavailable) {
    return Problem.of(ProblemType.PUBLISH_UNAVAILABLE, unavailable.reason().words())
        .withRetryAfter(unavailable.retryAfter());
  }
}
