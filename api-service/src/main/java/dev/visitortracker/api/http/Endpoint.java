package dev.visitortracker.api.http;

import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * One route.
 *
 * @param path a path pattern
 * @param does in words, for {@code GET /}
 * @param produces the media types of its good answers
 */
public record Endpoint(
    HttpMethod method,
    String path,
    String does,
    List<MediaType> produces,
    HandlerFunction<ServerResponse> handler) {
  public static Endpoint get(String path, String does, HandlerFunction<ServerResponse> handler) {
    return new Endpoint(HttpMethod.GET, path, does, List.of(MediaType.APPLICATION_JSON), handler);
  }

  public static Endpoint get(
      String path, String does, List<MediaType> produces, HandlerFunction<ServerResponse> handler) {
    return new Endpoint(HttpMethod.GET, path, does, produces, handler);
  }

  public static Endpoint post(String path, String does, HandlerFunction<ServerResponse> handler) {
    return new Endpoint(
        HttpMethod.POST,
        path,
        does,
        List.of(MediaType.APPLICATION_JSON, MediaType.APPLICATION_NDJSON),
        handler);
  }
}
