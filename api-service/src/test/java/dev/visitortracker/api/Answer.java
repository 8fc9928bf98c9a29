package dev.visitortracker.api;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service has answered. */
record Answer(int status, HttpResponse<String> response) {
  private static final JsonMapper JSON = new JsonMapper();

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response);
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Without its parameters. */
  String mediaType() {
    return header("Content-Type").replaceFirst(";.*", "");
  }

  String body() {
    return response.body();
  }

  /** A member of the body, by its JSON pointer. */
  JsonNode at(String pointer) {
    return JSON.readTree(body()).at(pointer);
  }
}
