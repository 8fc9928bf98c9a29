package dev.visitortracker.api.testing;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service has answered. */
public record Answer(int status, HttpResponse<String> response) {
  private static final JsonMapper JSON = new JsonMapper();

  public static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response);
  }

  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Without its parameters. */
  public String mediaType() {
    return header("Content-Type").replaceFirst(";.*", "");
  }

  public String body() {
    return response.body();
  }

  /** A member of the body, by its JSON pointer. */
  public JsonNode at(String pointer) {
    return JSON.readTree(body()).at(pointer);
  }
}
