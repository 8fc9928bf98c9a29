package dev.visitortracker.api.query;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.event.Timestamps;
import dev.visitortracker.event.VisitIds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The parameters of one request: known names, each at most once, each with a usable value. */
public final class Parameters {
  public static final String PAGE = "page";
  public static final String PER_PAGE = "per_page";
  public static final String CURSOR = "cursor";
  public static final String FROM = "from";
  public static final String TO = "to";

  public static final String LIMIT = "limit";

  /** Whether a byte order mark comes first, which tells spreadsheets that CSV is UTF-8. */
  public static final String BOM = "bom";

  /** The parameters of {@code GET /visits}. */
  public static final List<String> OF_VISITS =
      Stream.concat(
              Stream.of(PAGE, PER_PAGE, CURSOR, FROM, TO),
              Stream.of(Filter.values()).map(Filter::parameter))
          .toList();

  /** What it knows where the visits are to come without pages. */
  public static final List<String> OF_EXPORTS =
      Stream.concat(
              Stream.of(CURSOR, FROM, TO, LIMIT, BOM),
              Stream.of(Filter.values()).map(Filter::parameter))
          .toList();

  public static final String LAST_EVENT_ID = "last_event_id";

  /** What {@code GET /visits/stream} knows. */
  public static final List<String> OF_STREAMS =
      Stream.concat(Stream.of(LAST_EVENT_ID), Stream.of(Filter.values()).map(Filter::parameter))
          .toList();

  public static final String TOKEN = "token";

  /** What {@code GET /visits/{id}/journey} knows. */
  public static final List<String> OF_JOURNEYS = List.of(TOKEN);

  private final MultiValueMap<String, String> given;

  /**
   * Fails with {@link ProblemException} for names that are unknown, given twice or without a value.
   * A value that is empty is mostly a variable that nobody has set; without the filter that was
   * meant the answer would show too much.
   */
  public Parameters(MultiValueMap<String, String> given, List<String> known) {
    this.given = given;
    given.forEach(
        (name, values) -> {
          if (!known.contains(name)) {
            throw ProblemException.parameter(name, "is not known here", String.join(", ", known));
          }
          if (values.size() > 1) {
            throw ProblemException.parameter(name, "is given twice", "each parameter once");
          }
          if (values.stream().noneMatch(StringUtils::hasLength)) {
            throw ProblemException.parameter(
                name, "is empty", "a value; without the parameter nothing is asked of it");
          }
        });
  }

  /** The visit that a path names; one that cannot be there is not found. */
  public static Ulid idInPath(ServerRequest request) {
    String text = request.pathVariable("id");
    if (!Ulid.isValid(text)) {
      throw ProblemException.parameter(
          "id", "is not a ULID", "26 characters of Crockford's base 32");
    }
    Ulid id = Ulid.from(text);
    if (id.getTime() > VisitIds.MAX_TIME_MILLIS) {
      throw new ProblemException(
          Problem.of(ProblemType.NOT_FOUND, "no visit has an id of a time after the year 9999"));
    }
    return id;
  }

  /** The value as it was sent, never empty; null where the parameter is absent. */
  public @Nullable String text(String name) {
    return given.getFirst(name);
  }

  public int number(String name, int otherwise, int max) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > max) {
      throw ProblemException.parameter(name, "is not a number in range", "1 to " + max);
    }
    return Integer.parseInt(text);
  }

  /** The ids from {@code from} on and before {@code to}; open where one of them is absent. */
  public IdRange times() {
    Long from = time(FROM);
    Long to = time(TO);
    if (from != null && to != null && from >= to) {
      throw ProblemException.parameter(FROM, "is not before to", "before " + text(TO));
    }
    return new IdRange(
        from == null ? Ulid.MIN : firstIdAt(from), to == null ? Ulid.MAX : firstIdAt(to));
  }

  /** A point in time, ms since the epoch, moved to the nearest that a visit can have. */
  public long millis(String name, long otherwise) {
    Long millis = time(name);
    return millis == null ? otherwise : firstIdAt(millis).getTime();
  }

  private static Ulid firstIdAt(long millis) {
    return VisitIds.first(Math.clamp(millis, 0, VisitIds.MAX_TIME_MILLIS));
  }

  private @Nullable Long time(String name) {
    String text = text(name);
    Long millis = text == null ? null : Timestamps.parse(text);
    if (text != null && millis == null) {
      throw ProblemException.parameter(
          name,
          "is not an RFC 3339 date-time",
          "a form like 2015-05-17T10:05:03Z; a plus sign must be percent-encoded");
    }
    return millis;
  }

  /** {@code true} or {@code false}; false where the parameter is absent. */
  public boolean flag(String name) {
    String text = text(name);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      throw ProblemException.parameter(name, "is not known", "true, false");
    }
    return "true".equals(text);
  }

  /** One of the words that an enum has, written in lower case. */
  public <E extends Enum<E>> E word(String name, E otherwise, Class<E> words) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    return Stream.of(words.getEnumConstants())
        .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> ProblemException.parameter(name, "is not known", allowed(words)));
  }

  private static String allowed(Class<? extends Enum<?>> words) {
    return Stream.of(words.getEnumConstants())
        .map(word -> word.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  public Ulid id(String name, Ulid otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (!Ulid.isValid(text)) {
      throw ProblemException.parameter(
          name, "is not a cursor", "the value of next of an earlier page");
    }
    return Ulid.from(text);
  }

  public Map<Filter, Object> filters() {
    Map<Filter, Object> filters = new EnumMap<>(Filter.class);
    for (Filter filter : Filter.values()) {
      String text = text(filter.parameter());
      if (text != null) {
        filters.put(filter, value(filter, text));
      }
    }
    return filters;
  }

  private static Object value(Filter filter, String text) {
    Object value = filter.parse(text);
    if (value == null) {
      throw ProblemException.parameter(filter.parameter(), "cannot be used", filter.allowed());
    }
    return value;
  }

  /** The query string of the same request with one parameter replaced and another left out. */
  public String with(String name, String value, String without) {
    return given.keySet().stream()
            .filter(other -> !other.equals(name) && !other.equals(without))
            .map(other -> pair(other, given.getFirst(other)) + "&")
            .collect(Collectors.joining())
        + pair(name, value);
  }

  private static String pair(String name, @Nullable String value) {
    return name + "=" + URLEncoder.encode(value == null ? "" : value, StandardCharsets.UTF_8);
  }
}
