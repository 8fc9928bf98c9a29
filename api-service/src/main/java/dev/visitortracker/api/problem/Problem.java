package dev.visitortracker.api.problem;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * One problem as it is answered.
 *
 * @param detail what happened this time, for the one who sent the request
 * @param members what a program may want to read, beside the members of RFC 9457
 * @param headers what the status asks for, such as {@code Retry-After}
 */
public record Problem(
    ProblemType type, String detail, Map<String, Object> members, Map<String, String> headers) {
  public Problem {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    headers = Map.copyOf(headers);
  }

  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Map.of(), Map.of());
  }

  /** A parameter of the query or path that cannot be used. */
  public static Problem invalidParameter(String parameter, String problem, String allowed) {
    return of(ProblemType.INVALID_PARAMETER, parameter + " " + problem + "; allowed: " + allowed)
        .with("parameter", parameter)
        .with("problem", problem)
        .with("allowed", allowed);
  }

  /** A header that cannot be used. */
  public static Problem invalidHeader(String header, String problem, String allowed) {
    return of(ProblemType.INVALID_HEADER, header + " " + problem + "; allowed: " + allowed)
        .with("field", header)
        .with("problem", problem)
        .with("allowed", allowed);
  }

  public Problem with(String member, Object value) {
    var more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(type, detail, more, headers);
  }

  public Problem withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(type, detail, members, more);
  }

  /** When to try again, in whole seconds and never at once. */
  public Problem withRetryAfter(Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return withHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }

  /** The members of the body, in the order in which they are written. */
  public Map<String, Object> body() {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", type.uri());
    body.put("title", type.title());
    body.put("status", type.status());
    body.put("detail", detail);
    body.put("retryable", type.isRetryable());
    body.putAll(members);
    return body;
  }
}
