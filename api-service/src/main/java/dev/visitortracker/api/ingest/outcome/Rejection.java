package dev.visitortracker.api.ingest.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.visitortracker.event.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * An event that was not taken, as the answer lists it.
 *
 * @param index its place in the body, from 0
 * @param line the number of its line, in a stream of lines
 * @param retryable always false: the same event will break the same rule again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Rejection(
    long index,
    @Nullable Long line,
    String field,
    String problem,
    String allowed,
    boolean retryable) {
  public static Rejection ofElement(int index, Rejected why) {
    return new Rejection(index, null, why.field(), why.problem(), why.allowed(), false);
  }

  public static Rejection ofLine(long line, long firstLine, Rejected why) {
    return new Rejection(line - firstLine, line, why.field(), why.problem(), why.allowed(), false);
  }
}
