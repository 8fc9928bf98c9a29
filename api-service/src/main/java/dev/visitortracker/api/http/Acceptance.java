package dev.visitortracker.api.http;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest.Headers;

/**
 * Which of several media types a caller likes best (RFC 9110, section 12.5.1). Of the ranges that
 * take a type the most specific one gives its quality. Of types with the same quality the one whose
 * range stands first is chosen, then the one that the route names first.
 */
public final class Acceptance {
  private static final String QUALITY = "q";

  private Acceptance() {}

  /**
   * The best of the types, or null where the caller takes none of them.
   *
   * @throws ProblemException where {@code Accept} is not a list of media types
   */
  public static @Nullable MediaType best(Headers headers, List<MediaType> produced) {
    List<String> values = headers.header(HttpHeaders.ACCEPT);
    return values.isEmpty() || (values.size() == 1 && values.getFirst().equals(MediaType.ALL_VALUE))
        ? produced.getFirst()
        : bestOf(ranges(values), produced);
  }

  /** What a caller is told who takes none of the types. */
  public static Problem refused(List<MediaType> produced) {
    return Problem.of(ProblemType.NOT_ACCEPTABLE, "can produce " + MediaType.toString(produced));
  }

  private static List<MediaType> ranges(List<String> values) {
    try {
      return MediaType.parseMediaTypes(values);
    } catch (InvalidMediaTypeException notMediaTypes) {
      throw ProblemException.header(
          HttpHeaders.ACCEPT, "is not a list of media types", "a list as in RFC 9110");
    }
  }

  static @Nullable MediaType bestOf(List<MediaType> ranges, List<MediaType> produced) {
    if (ranges.isEmpty()) {
      return produced.getFirst();
    }
    MediaType best = null;
    double bestQuality = 0;
    int bestPlace = 0;
    for (MediaType type : produced) {
      int place = mostSpecific(ranges, type);
      double quality = place < 0 ? 0 : ranges.get(place).getQualityValue();
      if (quality > bestQuality || (quality == bestQuality && quality > 0 && place < bestPlace)) {
        best = type;
        bestQuality = quality;
        bestPlace = place;
      }
    }
    return best;
  }

  /** The place of the range in the list, or -1 where none takes the type. */
  private static int mostSpecific(List<MediaType> ranges, MediaType type) {
    int place = -1;
    int most = -1;
    for (int i = 0; i < ranges.size(); i++) {
      int specificity = specificity(ranges.get(i), type);
      if (specificity > most) {
        place = i;
        most = specificity;
      }
    }
    return place;
  }

  /** Larger for a narrower range, -1 where it does not take the type. */
  private static int specificity(MediaType range, MediaType type) {
    if (!range.includes(type)) {
      return -1;
    }
    if (range.isWildcardType()) {
      return 0;
    }
    return range.isWildcardSubtype() ? 1 : parameters(range, type);
  }

  /** A parameter that the type does not have says nothing about it. */
  private static int parameters(MediaType range, MediaType type) {
    int specificity = 2;
    for (Map.Entry<String, String> asked : range.getParameters().entrySet()) {
      String present = type.getParameter(asked.getKey());
      if (asked.getKey().equalsIgnoreCase(QUALITY) || present == null) {
        continue;
      }
      if (!present.equalsIgnoreCase(asked.getValue())) {
        return -1;
      }
      specificity++;
    }
    return specificity;
  }
}
