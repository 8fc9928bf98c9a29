package dev.visitortracker.api.contract;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The served OpenAPI document, read as strictly as it can be: an object has no members but those
 * that are documented, and an answer no headers but those.
 */
public final class Contract {
  private static final JsonMapper JSON = new JsonMapper();

  /** What HTTP itself needs, and OpenAPI therefore does not list. */
  private static final Set<String> OF_HTTP =
      Set.of(
          "content-length",
          "content-type",
          "content-encoding",
          "transfer-encoding",
          "connection",
          "date");

  private static final String COMPONENTS = "components";

  private final ObjectNode document;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keyword(new NonValidationKeyword(COMPONENTS))
              .build());
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  public Contract(String document) {
    this.document = (ObjectNode) JSON.readTree(document);
    close(this.document, false);
  }

  /** One method of one path. */
  public record Operation(String method, String path, JsonNode description) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  public List<Operation> operations() {
    return document
        .at("/paths")
        .propertyStream()
        .flatMap(
            path ->
                path.getValue()
                    .propertyStream()
                    .map(
                        operation ->
                            new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue())))
        .toList();
  }

  /** The parameters of an operation in one place: query, path or header. */
  public List<JsonNode> parameters(Operation operation, String place) {
    return operation
        .description()
        .path("parameters")
        .valueStream()
        .map(this::resolved)
        .filter(parameter -> parameter.path("in").asString().equals(place))
        .toList();
  }

  /** The node itself, or what it refers to. */
  public JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isMissingNode()
        ? node
        : resolved(document.at(reference.asString().substring("#".length())));
  }

  /** All that an answer can be: status and media type, the latter absent where there is no body. */
  public Set<String> responses(Operation operation) {
    Set<String> all = new TreeSet<>();
    operation
        .description()
        .path("responses")
        .propertyStream()
        .filter(response -> !response.getKey().equals("default"))
        .forEach(
            response -> {
              JsonNode content = resolved(response.getValue()).path("content");
              if (content.isEmpty()) {
                all.add(response.getKey());
              }
              content.propertyNames().forEach(type -> all.add(response.getKey() + " " + type));
            });
    return all;
  }

  /** The types of problem that the operation documents, without those of its default. */
  public Set<String> problems(Operation operation) {
    Set<String> types = new TreeSet<>();
    for (JsonNode response : operation.description().path("responses")) {
      response
          .at("/content/application~1problem+json/schema/allOf/1/properties/type/enum")
          .forEach(type -> types.add(type.asString()));
    }
    return types;
  }

  /** All problem types. */
  public Set<String> problems() {
    Set<String> types = new TreeSet<>();
    document.at("/components/schemas/ProblemType/enum").forEach(type -> types.add(type.asString()));
    return types;
  }

  /** What about the answer is not as documented. */
  public List<String> violations(Exchange exchange) {
    Answer answer = exchange.answer();
    JsonNode responses = exchange.operation().description().path("responses");
    String status = Integer.toString(answer.status());
    boolean isDefault =
        !responses.has(status) && (answer.status() == 404 || answer.status() == 405);
    JsonNode response = resolved(responses.path(isDefault ? "default" : status));
    if (response.isMissingNode()) {
      return List.of("status " + status + " is not documented: " + answer.body());
    }
    List<String> violations = new ArrayList<>();
    checkHeaders(answer, response.path("headers"), violations);
    if (exchange.hasBody()) {
      checkBody(answer, response.path("content"), violations);
    }
    return violations;
  }

  private void checkHeaders(Answer answer, JsonNode documented, List<String> violations) {
    answer.response().headers().map().keySet().stream()
        .filter(name -> !OF_HTTP.contains(name))
        .filter(name -> documented.propertyNames().stream().noneMatch(name::equalsIgnoreCase))
        .forEach(name -> violations.add("header " + name + " is not documented"));
    documented.forEachEntry(
        (name, reference) -> {
          JsonNode header = resolved(reference);
          if (answer.header(name).isEmpty()) {
            if (header.path("required").asBoolean(false)) {
              violations.add("header " + name + " is missing");
            }
          } else {
            check(header.path("schema"), value(answer.header(name)), "header " + name, violations);
          }
        });
  }

  private static JsonNode value(String header) {
    return header.matches("[0-9]{1,9}")
        ? IntNode.valueOf(Integer.parseInt(header))
        : StringNode.valueOf(header);
  }

  private void checkBody(Answer answer, JsonNode content, List<String> violations) {
    String type = answer.mediaType();
    if (content.isEmpty() || !content.has(type)) {
      if (!content.isEmpty() || !answer.body().isEmpty()) {
        violations.add("a body of type " + type + " is not documented");
      }
      return;
    }
    JsonNode schema = content.path(type).path("schema");
    values(type, answer.body()).forEach(value -> check(schema, value, "body", violations));
  }

  /** A line of NDJSON is a value, a text is a string. */
  private static Stream<JsonNode> values(String type, String body) {
    return switch (type) {
      case "application/x-ndjson" -> body.lines().map(JSON::readTree);
      case "application/json", "application/problem+json" -> Stream.of(JSON.readTree(body));
      default -> Stream.of(StringNode.valueOf(body));
    };
  }

  private void check(JsonNode schema, JsonNode value, String where, List<String> violations) {
    compiled(schema)
        .validate(value, context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .forEach(error -> violations.add(where + error));
  }

  /** References lead to the components, which therefore stand in the schema itself. */
  private Schema compiled(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema.toString(),
        text -> {
          ObjectNode whole = schema.deepCopy().asObject();
          whole.set(COMPONENTS, document.get(COMPONENTS));
          return schemas.getSchema(whole);
        });
  }

  /** Objects may have no other members, but where that is said, and in parts of a whole. */
  private static void close(JsonNode node, boolean isPart) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !isPart) {
      object.put("unevaluatedProperties", false);
    }
    node.forEachEntry(
        (name, child) -> {
          if (name.equals("allOf")) {
            child.forEach(part -> close(part, true));
          } else if (child.isArray()) {
            child.forEach(element -> close(element, false));
          } else {
            close(child, false);
          }
        });
  }
}
