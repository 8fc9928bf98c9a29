package dev.visitortracker.perf.peer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An answer of the API as it is, for a server that gives the same bytes without any work.
 *
 * @param path what was asked, without the query
 */
public record Answered(
    String method, String path, int status, Map<String, String> headers, String body) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** The server that repeats the answer writes these itself. */
  private static final Set<String> OWN = Set.of("content-length", "transfer-encoding");

  public static Answered get(String url, String path) throws IOException, InterruptedException {
    return ask(HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).build());
  }

  public static Answered post(String url, String path, String contentType, byte[] body)
      throws IOException, InterruptedException {
    return ask(
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LIMIT)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  private static Answered ask(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<String> answer =
          http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() >= 400) {
        throw new IllegalStateException(
            request.uri() + " was answered " + answer.statusCode() + ": " + answer.body());
      }
      Map<String, String> headers = new LinkedHashMap<>();
      for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
        if (!OWN.contains(header.getKey()) && !header.getKey().startsWith(":")) {
          headers.put(header.getKey(), String.join(", ", header.getValue()));
        }
      }
      return new Answered(
          request.method(), request.uri().getPath(), answer.statusCode(), headers, answer.body());
    }
  }
}
