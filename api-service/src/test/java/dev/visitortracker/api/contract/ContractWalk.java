package dev.visitortracker.api.contract;

import dev.visitortracker.api.contract.Contract.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The requests that follow from the contract alone. Examples of one name, at several parameters,
 * belong to one request.
 */
public final class ContractWalk {
  private static final String NDJSON = "application/x-ndjson";
  private static final List<String> PLACES = List.of("path", "query", "header");

  private final Contract contract;

  public ContractWalk(Contract contract) {
    this.contract = contract;
  }

  /** Requests that must be answered well. */
  public List<ContractRequest> examples() {
    return contract.operations().stream().flatMap(this::examples).toList();
  }

  /** What is needed, and the first example of the body. */
  public ContractRequest least(Operation operation) {
    return bodies(operation).getFirst();
  }

  /**
   * Requests for each body and each media type of a good answer: with the first example of
   * everything, and with no more than is needed. What is valid beside some of the rest is valid in
   * one of them.
   */
  public List<ContractRequest> attempts(Operation operation) {
    return bodies(operation).stream()
        .flatMap(bare -> Stream.of(allFirst(operation, bare), bare))
        .flatMap(
            request ->
                accepted(operation)
                    .filter(type -> isAnswerTo(request, type))
                    .map(type -> request.withHeader("Accept", type)))
        .toList();
  }

  private List<JsonNode> parameters(Operation operation) {
    return PLACES.stream().flatMap(in -> contract.parameters(operation, in).stream()).toList();
  }

  private Stream<ContractRequest> examples(Operation operation) {
    List<ContractRequest> requests = new ArrayList<>();
    List<ContractRequest> bodies = bodies(operation);
    for (ContractRequest bare : bodies) {
      requests.add(bare);
      ContractRequest all = allFirst(operation, bare);
      accepted(operation)
          .filter(type -> isAnswerTo(bare, type))
          .forEach(type -> requests.add(all.withHeader("Accept", type)));
      codings(operation, bare).forEach(requests::add);
    }
    scenarios(operation)
        .forEach(name -> requests.add(scenario(operation, bodies.getFirst(), name)));
    return requests.stream();
  }

  /** What a page sends on which somebody changes nothing: the first example of everything. */
  private ContractRequest allFirst(Operation operation, ContractRequest request) {
    ContractRequest all = request;
    for (JsonNode parameter : parameters(operation)) {
      Optional<String> first = firstExample(parameter);
      if (first.isPresent()) {
        all = all.with(parameter, first.get());
      }
    }
    return all;
  }

  private Set<String> scenarios(Operation operation) {
    Set<String> names = new LinkedHashSet<>();
    parameters(operation)
        .forEach(parameter -> names.addAll(parameter.path("examples").propertyNames()));
    return names;
  }

  private ContractRequest scenario(Operation operation, ContractRequest bare, String name) {
    ContractRequest request = bare;
    for (JsonNode parameter : parameters(operation)) {
      JsonNode value = parameter.path("examples").path(name).path("value");
      if (!value.isMissingNode()) {
        request = request.with(parameter, value.asString());
      }
    }
    return request;
  }

  private List<ContractRequest> bodies(Operation operation) {
    ContractRequest bare = ContractRequest.to(operation);
    for (JsonNode parameter : parameters(operation)) {
      if (parameter.path("required").asBoolean(false)) {
        bare = bare.with(parameter, firstExample(parameter).orElseThrow());
      }
    }
    List<ContractRequest> bodies = new ArrayList<>();
    ContractRequest withoutBody = bare;
    operation
        .description()
        .at("/requestBody/content")
        .forEachEntry(
            (type, content) ->
                content
                    .path("examples")
                    .forEach(example -> bodies.add(withoutBody.withBody(type, text(example)))));
    return bodies.isEmpty() ? List.of(bare) : bodies;
  }

  /** An answer in lines is one to a body in lines. */
  private static boolean isAnswerTo(ContractRequest request, String type) {
    String body = request.headers().getOrDefault("Content-Type", NDJSON);
    return !type.equals(NDJSON) || body.equals(NDJSON) || body.equals("text/x-access-log");
  }

  private static String text(JsonNode example) {
    JsonNode value = example.path("value");
    return value.isString() ? value.asString() : value.toString();
  }

  private Stream<String> accepted(Operation operation) {
    return contract.responses(operation).stream()
        .filter(response -> response.matches("2.. .*"))
        .map(response -> response.substring("200 ".length()))
        .distinct();
  }

  private Stream<ContractRequest> codings(Operation operation, ContractRequest request) {
    return contract.parameters(operation, "header").stream()
        .filter(parameter -> parameter.path("name").asString().equals("Content-Encoding"))
        .flatMap(parameter -> parameter.at("/schema/enum").valueStream())
        .map(coding -> request.withHeader("Content-Encoding", coding.asString()));
  }

  private static Optional<String> firstExample(JsonNode parameter) {
    JsonNode example = parameter.path("example");
    return example.isMissingNode()
        ? parameter.path("examples").valueStream().findFirst().map(e -> e.path("value").asString())
        : Optional.of(example.asString());
  }
}
