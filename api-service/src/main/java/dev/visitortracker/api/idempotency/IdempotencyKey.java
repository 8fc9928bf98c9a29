package dev.visitortracker.api.idempotency;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import java.util.List;
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
  private static final int MAX_LENGTH = 255;

  /** What RFC 9651 gives a meaning of its own cannot stand outside of quotes. */
  private static final String NOT_BARE = " \",;\\";

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

  /** Goes over the value once. */
  static @Nullable String parse(String value) {
    String key = value.startsWith("\"") ? unquoted(value) : bare(value);
    return key == null || key.isEmpty() || key.length() > MAX_LENGTH ? null : key;
  }

  private static @Nullable String bare(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isPrintable(value.charAt(i)) || NOT_BARE.indexOf(value.charAt(i)) >= 0) {
        return null;
      }
    }
    return value;
  }

  private static @Nullable String unquoted(String value) {
    var key = new StringBuilder();
    int end = value.length() - 1;
    for (int i = 1; i < end; i++) {
      char character = value.charAt(i);
      if (character == '\\') {
        i++;
        character = value.charAt(i);
        if (i == end || (character != '"' && character != '\\')) {
          return null;
        }
      } else if (character == '"' || !isPrintable(character)) {
        return null;
      }
      key.append(character);
    }
    return end > 0 && value.charAt(end) == '"' ? key.toString() : null;
  }

  private static boolean isPrintable(char character) {
    return character >= ' ' && character <= '~';
  }
}
