package dev.visitortracker.api.contract;

import dev.visitortracker.api.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the problems into the document. Which of them an operation answers with stands beside it
 * as {@code x-problems}, what one looks like stands in {@code problems.yaml}, and what all of them
 * are in {@link ProblemType}.
 */
final class ProblemResponses {
  private static final String PROBLEMS = "x-problems";
  private static final String HEADERS = "x-headers";
  private static final String REFERENCE = "$ref";
  private static final String EXAMPLES = "#/components/examples/";
  private static final String URIS = "/problems/";

  private static final Map<String, ProblemType> TYPES =
      Stream.of(ProblemType.values())
          .collect(
              Collectors.toMap(
                  ProblemResponses::name, type -> type, (a, b) -> a, LinkedHashMap::new));

  private final ObjectNode document;
  private final ObjectNode examples;

  private ProblemResponses(ObjectNode document) {
    this.document = document;
    this.examples = document.withObject("/components/examples");
  }

  /** Replaces what is written in short by what OpenAPI has for it. */
  static void complete(ObjectNode document) {
    var problems = new ProblemResponses(document);
    problems.completeOperations();
    problems.completeExamples();
    problems.addTypes();
  }

  private void completeOperations() {
    List<ProblemType> ofAll = takeProblems(document);
    for (JsonNode path : document.required("paths")) {
      path.forEach(operation -> completeOperation((ObjectNode) operation, ofAll));
    }
  }

  private void completeOperation(ObjectNode operation, List<ProblemType> ofAll) {
    ObjectNode responses = operation.withObject("/responses");
    Stream.concat(takeProblems(operation).stream(), ofAll.stream())
        .collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()))
        .forEach((status, types) -> addResponse(responses, status, types));
    refer(responses, "default", "#/components/responses/OtherProblem");
  }

  private void addResponse(ObjectNode responses, int status, List<ProblemType> types) {
    String name = Integer.toString(status);
    if (responses.has(name)) {
      throw new IllegalStateException(
          "a response has the status of " + types + " but is not of problems");
    }
    ObjectNode response = responses.putObject(name);
    response.put("description", described(types));
    addHeaders(response.putObject("headers"), types);
    ObjectNode problem =
        response.putObject("content").putObject(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    addSchema(problem.putObject("schema"), types);
    ObjectNode shown = problem.putObject("examples");
    types.forEach(type -> refer(shown, name(type), EXAMPLES + name(type)));
  }

  private static String described(List<ProblemType> types) {
    return types.stream()
        .map(type -> "[%s](%s): %s".formatted(name(type), type.uri(), type.title()))
        .collect(Collectors.joining("\n\n"));
  }

  private void addHeaders(ObjectNode headers, List<ProblemType> types) {
    refer(headers, "Cache-Control", "#/components/headers/No-Store");
    refer(headers, "Vary", "#/components/headers/Vary");
    types.stream()
        .flatMap(type -> examples.path(name(type)).path(HEADERS).valueStream())
        .map(JsonNode::asString)
        .forEach(header -> refer(headers, header, "#/components/headers/" + header));
  }

  /** Any problem, but only of these types. */
  private static void addSchema(ObjectNode schema, List<ProblemType> types) {
    ArrayNode both = schema.putArray("allOf");
    refer(both.addObject(), "#/components/schemas/Problem");
    addUris(both.addObject().putObject("properties").putObject("type"), types);
  }

  private void completeExamples() {
    examples.forEachEntry((name, example) -> completeExample((ObjectNode) example, type(name)));
  }

  private static void completeExample(ObjectNode example, ProblemType type) {
    example.without(HEADERS).put("summary", type.title());
    ObjectNode value = example.objectNode();
    value.put("type", type.uri());
    value.put("title", type.title());
    value.put("status", type.status());
    value.put("retryable", type.isRetryable());
    value.setAll((ObjectNode) example.required("value"));
    example.set("value", value);
  }

  private void addTypes() {
    ObjectNode schema = document.withObject("/components/schemas/ProblemType");
    schema.put("description", "The kind of problem, a reference relative to this service");
    schema.put("type", "string");
    addUris(schema, List.of(ProblemType.values()));
  }

  private static void addUris(ObjectNode schema, List<ProblemType> types) {
    ArrayNode uris = schema.putArray("enum");
    types.forEach(type -> uris.add(type.uri()));
  }

  private static void refer(ObjectNode parent, String name, String target) {
    refer(parent.putObject(name), target);
  }

  private static void refer(ObjectNode node, String target) {
    node.put(REFERENCE, target);
  }

  private static List<ProblemType> takeProblems(ObjectNode node) {
    @Nullable JsonNode names = node.remove(PROBLEMS);
    return names == null
        ? List.of()
        : names.valueStream().map(JsonNode::asString).map(ProblemResponses::type).toList();
  }

  /** The end of the type's URI. */
  private static String name(ProblemType type) {
    return type.uri().substring(URIS.length());
  }

  private static ProblemType type(String name) {
    ProblemType type = TYPES.get(name);
    if (type == null) {
      throw new IllegalStateException("no problem has the name " + name);
    }
    return type;
  }
}
