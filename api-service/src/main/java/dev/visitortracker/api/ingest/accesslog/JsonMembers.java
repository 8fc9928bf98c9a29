package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.event.Rejected;
import dev.visitortracker.event.VisitJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The texts and numbers of a JSON object. */
sealed interface JsonMembers {
  /** Members that are looked at; the others of a line may be many and are not kept. */
  Set<String> READ =
      Set.of(
          "ts",
          "status",
          "duration",
          "request.client_ip",
          "request.remote_ip",
          "request.remote_addr",
          "request.method",
          "request.uri",
          "request.headers.User-Agent",
          "request.headers.Referer",
          "StartUTC",
          "StartLocal",
          "time",
          "ClientHost",
          "ClientAddr",
          "RequestMethod",
          "RequestPath",
          "DownstreamStatus",
          "Duration",
          "request_User-Agent",
          "request_Referer");

  /** Headers of Caddy are arrays in an object in an object. */
  int MAX_PARENTS = 3;

  /**
   * What a line holds.
   *
   * @param values by their path, such as {@code request.headers.Referer}; of an array the first
   */
  record Read(Map<String, String> values) implements JsonMembers {}

  /** The line is not one JSON object. */
  record Broken(Rejected why) implements JsonMembers {}

  static JsonMembers of(String line) {
    byte[] json = line.getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = VisitJson.parser(json, 0, json.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new Broken(new Rejected("body", "is not a JSON object", "a JSON object"));
      }
      Map<String, String> values = values(parser);
      return parser.nextToken() == null
          ? new Read(values)
          : new Broken(new Rejected("body", "goes on after the object", "one JSON object"));
    } catch (JacksonException broken) {
      return new Broken(VisitJson.notJson(broken));
    }
  }

  private static Map<String, String> values(JsonParser parser) {
    Map<String, String> values = new HashMap<>();
    Deque<String> parents = new ArrayDeque<>();
    String path = "";
    for (int depth = 1; depth > 0; ) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.PROPERTY_NAME) {
        path =
            parents.isEmpty() ? parser.currentName() : parents.peek() + '.' + parser.currentName();
      } else if (token.isStructStart() && parents.size() == MAX_PARENTS) {
        parser.skipChildren();
      } else if (token.isStructStart()) {
        parents.push(path);
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
        path = parents.isEmpty() ? "" : parents.pop();
      } else if (token != JsonToken.VALUE_NULL) {
        keep(path, parser, values);
      }
    }
    return values;
  }

  private static void keep(String path, JsonParser parser, Map<String, String> values) {
    if (READ.contains(path)) {
      values.putIfAbsent(path, parser.getString());
    }
  }
}
