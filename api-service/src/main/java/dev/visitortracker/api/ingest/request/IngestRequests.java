package dev.visitortracker.api.ingest.request;

import dev.visitortracker.api.coding.BodyExpander;
import dev.visitortracker.api.coding.ContentCoding;
import dev.visitortracker.api.http.Caller;
import dev.visitortracker.api.idempotency.IdempotencyKey;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.EventHeaders;
import dev.visitortracker.event.VisitRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Reads headers and parameters; a request that cannot be understood throws {@link
 * ProblemException}.
 */
public final class IngestRequests {
  static final String SITE = "site";
  static final String FIRST_LINE = "first_line";
  static final String FORMAT = "format";
  private static final List<String> PARAMETERS = List.of(SITE, FIRST_LINE, FORMAT);

  private static final Pattern LINE_NUMBER = Pattern.compile("[1-9][0-9]{0,14}");

  /** Version, trace id, parent id and flags; W3C Trace Context section 3.2.2. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private IngestRequests() {}

  public static IngestRequest of(ServerRequest request, BodyExpander expander) {
    refuseUnknownParameters(request);
    BodyKind kind = kind(request);
    ContentCoding coding = coding(request);
    return new IngestRequest(
        kind,
        site(request),
        firstLine(request),
        logFormat(request, kind),
        Caller.of(request.exchange().getRequest()).address(),
        traceparent(request),
        IdempotencyKey.of(request.headers(), kind.isOneEvent()),
        Preferences.of(request.headers().header(Preferences.HEADER)),
        coding == ContentCoding.IDENTITY ? request.headers().contentLength().orElse(-1) : -1,
        expander.expand(request.exchange().getRequest().getBody(), coding));
  }

  private static void refuseUnknownParameters(ServerRequest request) {
    request
        .queryParams()
        .forEach(
            (name, values) -> {
              if (!PARAMETERS.contains(name) || values.size() > 1) {
                throw new ProblemException(
                    Problem.invalidParameter(
                        name,
                        values.size() > 1 ? "is given twice" : "is not known here",
                        "each of " + String.join(", ", PARAMETERS) + " once"));
              }
            });
  }

  private static BodyKind kind(ServerRequest request) {
    List<String> all = request.headers().header(HttpHeaders.CONTENT_TYPE);
    String given = all.isEmpty() ? null : String.join(", ", all);
    MediaType type = mediaType(given);
    BodyKind kind = type == null ? null : kind(type, request);
    if (type == null || kind == null) {
      throw unsupported(given == null ? "the body has no Content-Type" : given + " is not taken");
    }
    if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
      throw unsupported("the charset " + type.getCharset() + " is not taken, only UTF-8");
    }
    return kind;
  }

  /** The kind of a body. For a CloudEvent in binary mode, the content type is that of its data. */
  private static @Nullable BodyKind kind(MediaType type, ServerRequest request) {
    BodyKind kind = BodyKind.of(type);
    return kind == null
            && BodyKind.isJson(type)
            && request.headers().asHttpHeaders().containsHeader("ce-specversion")
        ? BodyKind.JSON
        : kind;
  }

  private static @Nullable MediaType mediaType(@Nullable String text) {
    try {
      return text == null ? null : MediaType.parseMediaType(text);
    } catch (InvalidMediaTypeException notAMediaType) {
      return null;
    }
  }

  private static ProblemException unsupported(String why) {
    return new ProblemException(
        Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, why + "; accepted are " + BodyKind.ACCEPTED)
            .with("field", "Content-Type")
            .with("problem", why)
            .with("allowed", BodyKind.ACCEPTED)
            .withHeader("Accept-Post", BodyKind.ACCEPTED));
  }

  private static ContentCoding coding(ServerRequest request) {
    List<String> given = request.headers().header(HttpHeaders.CONTENT_ENCODING);
    ContentCoding coding = ContentCoding.of(given);
    if (coding == null) {
      String why = String.join(", ", given) + " is not taken";
      throw new ProblemException(
          Problem.of(
                  ProblemType.UNSUPPORTED_CONTENT_CODING,
                  why + "; accepted are " + ContentCoding.ACCEPTED)
              .with("field", HttpHeaders.CONTENT_ENCODING)
              .with("problem", why)
              .with("allowed", ContentCoding.ACCEPTED)
              .withHeader(HttpHeaders.ACCEPT_ENCODING, ContentCoding.ACCEPTED));
    }
    return coding;
  }

  private static String site(ServerRequest request) {
    String site = request.queryParam(SITE).orElse(Defaults.SITE);
    if (!VisitRules.isSite(site)) {
      throw new ProblemException(
          Problem.invalidParameter(
              SITE, "is not a site name", "1 to 64 characters of a-z, 0-9, '.' and '-'"));
    }
    return site;
  }

  private static long firstLine(ServerRequest request) {
    String line = request.queryParam(FIRST_LINE).orElse(null);
    if (line == null) {
      return 1;
    }
    if (!LINE_NUMBER.matcher(line).matches()) {
      throw new ProblemException(
          Problem.invalidParameter(
              FIRST_LINE, "is not a line number", "1 to 999999999999999, 1 being the first line"));
    }
    return Long.parseLong(line);
  }

  private static LogFormat logFormat(ServerRequest request, BodyKind kind) {
    String name = request.queryParam(FORMAT).orElse(null);
    if (name == null) {
      return LogFormat.AUTO;
    }
    LogFormat format = LogFormat.of(name);
    if (format == null) {
      throw ProblemException.parameter(FORMAT, "is not known", LogFormat.NAMES);
    }
    if (kind != BodyKind.ACCESS_LOG) {
      throw ProblemException.parameter(
          FORMAT, "is for access logs only", "the parameter with text/x-access-log");
    }
    return format;
  }

  private static @Nullable String traceparent(ServerRequest request) {
    String given = request.headers().firstHeader(EventHeaders.TRACEPARENT);
    return given != null && TRACEPARENT.matcher(given).matches() ? given : null;
  }
}
