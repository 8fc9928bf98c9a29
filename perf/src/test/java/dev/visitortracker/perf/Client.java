package dev.visitortracker.perf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user's program does, against one API instance. */
final class Client {
  static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Client(String url) {
    this.url = url;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body());
  }

  HttpResponse<String> post(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        post(path, type, BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  /**
   * Posts a stream and reads the answer as it comes.
   *
   * @return the lines that arrived before the answer ended or the connection broke
   */
  List<JsonNode> stream(String path, String type, Supplier<InputStream> body)
      throws InterruptedException {
    List<JsonNode> arrived = new ArrayList<>();
    HttpRequest request =
        post(path, type, BodyPublishers.ofInputStream(body))
            .header("Accept", "application/x-ndjson")
            .build();
    try (Stream<String> lines = http.send(request, BodyHandlers.ofLines()).body()) {
      lines.forEach(line -> arrived.add(JSON.readTree(line)));
    } catch (IOException | UncheckedIOException broken) {
      return arrived;
    }
    return arrived;
  }

  private HttpRequest.Builder post(String path, String type, BodyPublisher body) {
    return HttpRequest.newBuilder(uri(path)).header("Content-Type", type).POST(body);
  }

  private URI uri(String path) {
    return URI.create(url + path);
  }
}
