package dev.visitortracker.api.ingest.cloudevents;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest.Headers;

/**
 * The attributes of a CloudEvent in binary mode (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP
 * binding</a>, section 3.1.3).
 */
public final class CloudEventHeaders {
  private static final List<String> TELLING =
      Stream.of("specversion", "id", "source", "type")
          .map(CloudEventMode.BINARY::attribute)
          .toList();

  private CloudEventHeaders() {}

  /** Whether the request says anything that only a CloudEvent says. */
  public static boolean areIn(Headers headers) {
    HttpHeaders all = headers.asHttpHeaders();
    return TELLING.stream().anyMatch(all::containsHeader);
  }

  /** The event without its data; a header that cannot be read throws {@link ProblemException}. */
  public static CloudEvent read(Headers headers) {
    return new CloudEvent(
        attribute(headers, "specversion"),
        attribute(headers, "id"),
        attribute(headers, "source"),
        attribute(headers, "type"),
        attribute(headers, "time"),
        null,
        null);
  }

  private static @Nullable String attribute(Headers headers, String name) {
    String header = CloudEventMode.BINARY.attribute(name);
    List<String> values = headers.header(header);
    if (values.isEmpty()) {
      return null;
    }
    if (values.size() > 1) {
      throw refused(header, "is given twice", "each attribute once");
    }
    String decoded = decode(values.getFirst());
    if (decoded == null) {
      throw refused(
          header,
          "is not correctly percent-encoded",
          "printable ASCII; other characters as UTF-8 in the form %C3%A4");
    }
    return decoded;
  }

  /** The value without quotes around it and with its percent-encoding undone, or null. */
  static @Nullable String decode(String value) {
    String unquoted = unquote(value.strip());
    var bytes = new ByteArrayOutputStream(unquoted.length());
    for (int i = 0; i < unquoted.length(); i++) {
      char character = unquoted.charAt(i);
      if (character != '%') {
        if (character < ' ' || character > '~') {
          return null;
        }
        bytes.write(character);
        continue;
      }
      int octet = octet(unquoted, i + 1);
      if (octet < 0) {
        return null;
      }
      bytes.write(octet);
      i += 2;
    }
    return utf8(bytes.toByteArray());
  }

  /** A quoted string's content, as RFC 9110 section 5.6.4 has it; any other value as it is. */
  private static String unquote(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return value;
    }
    return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private static int octet(String text, int offset) {
    if (offset + 2 > text.length()) {
      return -1;
    }
    String digits = text.substring(offset, offset + 2);
    return digits.chars().allMatch(HexFormat::isHexDigit) ? HexFormat.fromHexDigits(digits) : -1;
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  private static ProblemException refused(String header, String problem, String allowed) {
    return new ProblemException(Problem.invalidHeader(header, problem, allowed));
  }
}
