package dev.visitortracker.api.connection;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.event.Utf8;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, as it stands in the request line. What is wrong in it is found here,
 * once for all routes: the framework above decodes it late, answers some of it without a body, and
 * makes U+FFFD of what is no UTF-8.
 */
final class RequestTarget {
  private static final String ALLOWED = "a path of a URL as in RFC 3986, percent-encoded UTF-8";

  private RequestTarget() {}

  static @Nullable Problem broken(String target) {
    String problem = problem(target);
    return problem == null
        ? null
        : Problem.of(ProblemType.BAD_REQUEST, "the URL " + problem + "; allowed: " + ALLOWED)
            .with("field", "url")
            .with("problem", problem)
            .with("allowed", ALLOWED);
  }

  private static @Nullable String problem(String target) {
    String url = target.startsWith("/") ? "http://host" + target : target;
    if (!target.equals("*") && !url.startsWith("http://") && !url.startsWith("https://")) {
      return "does not begin with /";
    }
    return target.equals("*") ? null : brokenCharacter(url);
  }

  private static @Nullable String brokenCharacter(String url) {
    var bytes = new ByteArrayOutputStream(url.length());
    for (int i = 0; i < url.length(); i++) {
      char character = url.charAt(i);
      if (character <= ' ' || character > '~') {
        return "holds a character that must be percent-encoded";
      }
      int octet = character == '%' ? octet(url, i + 1) : character;
      if (octet < 0) {
        return "holds a % that two hexadecimal digits do not follow";
      }
      bytes.write(octet);
      i += character == '%' ? 2 : 0;
    }
    byte[] decoded = bytes.toByteArray();
    return Utf8.isText(decoded, 0, decoded.length)
        ? brokenSyntax(url)
        : "is not UTF-8 without U+0000";
  }

  private static int octet(String url, int offset) {
    boolean isOctet =
        offset + 2 <= url.length()
            && HexFormat.isHexDigit(url.charAt(offset))
            && HexFormat.isHexDigit(url.charAt(offset + 1));
    return isOctet ? HexFormat.fromHexDigits(url, offset, offset + 2) : -1;
  }

  /** The framework reads the URL with the same class. */
  private static @Nullable String brokenSyntax(String url) {
    try {
      new URI(url).getHost();
      return null;
    } catch (URISyntaxException broken) {
      return "holds a character that must be percent-encoded";
    }
  }
}
