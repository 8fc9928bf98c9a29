package dev.visitortracker.api.connection;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemType;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;
import reactor.netty.http.HttpDecoderSpec;

/**
 * How a request that cannot be decoded is named to the one who sent it.
 *
 * @param maxHeader of all header fields together
 */
record DecodingFailures(DataSize maxHeader) {
  private static final Logger log = LoggerFactory.getLogger(DecodingFailures.class);

  Problem of(Throwable cause) {
    log.debug("a request cannot be decoded: {}", cause.toString());
    return switch (cause) {
      case TooLongHttpLineException tooLong ->
          tooLarge(
              ProblemType.URI_TOO_LONG,
              "the request line",
              HttpDecoderSpec.DEFAULT_MAX_INITIAL_LINE_LENGTH);
      case TooLongHttpHeaderException tooLong ->
          tooLarge(ProblemType.HEADERS_TOO_LARGE, "the header section", maxHeader.toBytes());
      default -> Problem.of(ProblemType.BAD_REQUEST, "the request is not HTTP/1.1 as in RFC 9112");
    };
  }

  /** The body's frame is broken, so where it ends is unknown. */
  Problem ofBody(Throwable cause) {
    log.debug("a body cannot be decoded: {}", cause.toString());
    return Problem.of(ProblemType.UNREADABLE_BODY, "the body is not chunked as in RFC 9112");
  }

  private static Problem tooLarge(ProblemType type, String what, long maxBytes) {
    return Problem.of(type, what + " is longer than " + maxBytes + " bytes")
        .with("max_bytes", maxBytes);
  }
}
