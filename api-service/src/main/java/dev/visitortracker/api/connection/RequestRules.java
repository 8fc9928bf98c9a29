package dev.visitortracker.api.connection;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What RFC 9112 asks of a server and Netty does not see to: a version that is spoken (section 2.3),
 * one host (3.2), a transfer coding that ends (6.1, 6.3), and a target that can be decoded.
 *
 * <p>One for each connection: what asks the same host for the same target again is not checked
 * again.
 */
final class RequestRules {
  /** {@code uri-host [ ":" port ]}; section 3.2 lets it be empty. */
  private static final Pattern HOST =
      Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::[0-9]{0,5})?");

  private @Nullable String goodHost;
  private @Nullable String goodTarget;

  /** The first rule that the request breaks, or null. */
  @Nullable Problem broken(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return Problem.of(
          ProblemType.BAD_REQUEST, version + " is not spoken here; allowed: HTTP/1.1, HTTP/1.0");
    }
    Problem header = brokenHeader(request);
    if (header != null) {
      return header;
    }
    return request.uri().equals("*") && !request.method().equals(HttpMethod.OPTIONS)
        ? Problem.of(ProblemType.BAD_REQUEST, "the target * is only for OPTIONS")
        : brokenTarget(request.uri());
  }

  private @Nullable Problem brokenTarget(String target) {
    if (target.equals(goodTarget)) {
      return null;
    }
    Problem problem = RequestTarget.broken(target);
    goodTarget = problem == null ? target : null;
    return problem;
  }

  private boolean isHost(String host) {
    if (!host.equals(goodHost)) {
      goodHost = HOST.matcher(host).matches() ? host : null;
    }
    return goodHost != null;
  }

  private @Nullable Problem brokenHeader(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && isHostNeeded(request))) {
      return Problem.invalidHeader(
          "Host", hosts.isEmpty() ? "is missing" : "is given twice", "one host");
    }
    if (!hosts.isEmpty() && !isHost(hosts.getFirst())) {
      return Problem.invalidHeader("Host", "is not a host", "a host, and a port behind a colon");
    }
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty() && !(codings.size() == 1 && isWord(codings.getFirst(), "chunked"))) {
      return Problem.invalidHeader(
          "Transfer-Encoding", "is " + String.join(", ", codings), "chunked");
    }
    String expectation = request.headers().get(HttpHeaderNames.EXPECT);
    return expectation == null || isWord(expectation, "100-continue")
        ? null
        : Problem.of(
                ProblemType.EXPECTATION_FAILED,
                "Expect is " + expectation + "; allowed: 100-continue")
            .with("field", "Expect")
            .with("problem", "is " + expectation)
            .with("allowed", "100-continue");
  }

  private static boolean isHostNeeded(HttpRequest request) {
    return request.protocolVersion().equals(HttpVersion.HTTP_1_1);
  }

  private static boolean isWord(String value, String word) {
    return value.strip().equalsIgnoreCase(word);
  }
}
