package dev.visitortracker.api.idempotency;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest.Headers;

/**
 * The request header {@code Idempotency-Key} (<a
 * href="https://www.ietf.org/archive/id/draft-ietf-httpapi-idempotency-key-header-07.txt">draft
 * 07</a>, section 2.1): a string as in RFC 9651, or, as many clients send it, the same without
 * quotes.
 */
public final class IdempotencyKey {
  public static final String HEADER = "Idempotency-Key";
  private static final Pattern QUOTED =
      Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255})\"");
  private static final Pattern BARE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]{1,255}");

  private IdempotencyKey() {}

  /**
   * The key, or null where there is none; one that cannot be read throws {@link ProblemException}.
   */
  public static @Nullable String of(Headers headers, boolean isOneEvent) {
    List<String> values = headers.header(HEADER);
    if (values.isEmpty()) {
      return null;
    }
    if (!isOneEvent) {
      throw new ProblemException(manyEvents());
    }
    String key = values.size() > 1 ? null : parse(values.getFirst().strip());
    if (key == null) {
      throw new ProblemException(
          Problem.invalidHeader(
              HEADER,
              values.size() > 1 ? "is given twice" : "is not a string",
              "1 to 255 printable ASCII characters in double quotes"));
    }
    return key;
  }

  /** A key stands for one event. */
  public static Problem manyEvents() {
    return Problem.invalidHeader(
        HEADER,
        "stands for one event, and this body may hold more",
        "one JSON object or CloudEvent; several events are told apart by an id in each");
  }

  /** The key makes the id only together with a time, and nobody here remembers the first one. */
  public static Problem withoutTime() {
    return Problem.invalidHeader(
        HEADER,
        "needs a time in the event, because this service keeps none",
        "an event with timestamp, the same in every attempt");
  }

  static @Nullable String parse(String value) {
    Matcher quoted = QUOTED.matcher(value);
    if (quoted.matches()) {
      return quoted.group(1).replaceAll("\\\\(.)", "$1");
    }
    return BARE.matcher(value).matches() ? value : null;
  }
}
