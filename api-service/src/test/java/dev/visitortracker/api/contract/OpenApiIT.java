package dev.visitortracker.api.contract;

import static dev.visitortracker.api.testing.RunningApi.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.contract.Contract.Operation;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.testing.Exchange;
import dev.visitortracker.api.testing.RunningApi;
import dev.visitortracker.local.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Holds the served contract and the running service together: what is documented is tried, and what
 * is answered must be documented.
 */
class OpenApiIT {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String EVENT =
      "{\"endpoint\":\"/a\",\"method\":\"GET\",\"response_code\":200}";

  /** To provoke them costs time or a dependency; other tests do, or nothing can. */
  private static final Set<ProblemType> NOT_PROVOKED =
      Set.of(
          ProblemType.BAD_REQUEST,
          ProblemType.HEADER_STALLED,
          ProblemType.BODY_STALLED,
          ProblemType.URI_TOO_LONG,
          ProblemType.EXPECTATION_FAILED,
          ProblemType.HEADERS_TOO_LARGE,
          ProblemType.INTERNAL_ERROR,
          ProblemType.OVER_CAPACITY,
          ProblemType.PUBLISH_UNAVAILABLE,
          ProblemType.READ_UNAVAILABLE);

  /** What {@code GET /health/ready} answers while a dependency is away. */
  private static final String NOT_READY = "503 " + JSON;

  private static Contract contract;
  private static ContractWalk walk;
  private static List<Exchange> examples;
  private static List<Exchange> withinBounds;
  private static List<Exchange> beyondBounds;
  private static List<Exchange> withUnknownParameter;
  private static List<Exchange> withOtherMethod;
  private static List<Exchange> others;

  @BeforeAll
  static void askForEverything() {
    contract = new Contract(RunningApi.get("/openapi.json").body());
    walk = new ContractWalk(contract);
    storeExamples();
    examples = walk.examples().stream().map(ContractRequest::send).toList();
    withinBounds = withinBounds();
    beyondBounds = beyondBounds();
    withUnknownParameter = leasts().map(least -> least.withQuery("nonsense", "1").send()).toList();
    withOtherMethod = leasts().map(least -> least.send("PATCH")).toList();
    others =
        Stream.of(heads(), notAcceptable(), unchanged(), behind(), special())
            .flatMap(List::stream)
            .toList();
  }

  @Test
  void contract_hasEveryRouteOfTheService_andNoOther() {
    List<String> served =
        RunningApi.get("/")
            .at("/endpoints")
            .valueStream()
            .map(route -> route.path("method").asString() + " " + route.path("path").asString())
            .toList();

    assertThat(contract.operations().stream().map(Operation::toString))
        .containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void example_isAnsweredWell_whicheverItIs() {
    assertThat(examples).allMatch(Exchange::isGood);
  }

  @Test
  void answer_isAsDocumented_whateverWasAsked() {
    assertThat(all().flatMap(OpenApiIT::violations)).isEmpty();
  }

  /** Problems are looked at by their types, of which several may share a status. */
  @Test
  void response_isSeen_whenItIsDocumentedAndNoProblem() {
    for (Operation operation : contract.operations()) {
      Set<String> expected = contract.responses(operation);
      expected.removeIf(response -> response.contains("problem") || response.equals(NOT_READY));

      assertThat(of(operation).map(OpenApiIT::response))
          .as(operation.toString())
          .containsAll(expected);
    }
  }

  @Test
  void problem_isProvoked_whenItIsDocumented() {
    for (Operation operation : contract.operations()) {
      Set<String> expected = contract.problems(operation);
      NOT_PROVOKED.forEach(type -> expected.remove(type.uri()));

      assertThat(of(operation).map(Exchange::problem).filter(problem -> !problem.isEmpty()))
          .as(operation.toString())
          .containsAll(expected);
    }
  }

  @Test
  void problemType_isDocumented_whicheverItIs() {
    assertThat(contract.problems())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList());
  }

  @Test
  void parameter_isTaken_atItsBounds() {
    assertThat(withinBounds).isNotEmpty().allMatch(Exchange::isGood);
  }

  @Test
  void parameter_isRefusedByName_beyondItsBounds() {
    assertThat(beyondBounds)
        .isNotEmpty()
        .allMatch(sent -> sent.problem().equals(ProblemType.INVALID_PARAMETER.uri()))
        .allMatch(sent -> sent.request().contains(sent.answer().at("/parameter").asString()));
  }

  @Test
  void unknownParameter_isRefused_whereParametersAreChecked() {
    for (Exchange sent : withUnknownParameter) {
      boolean isRefused = sent.problem().equals(ProblemType.INVALID_PARAMETER.uri());

      assertThat(isRefused)
          .as(sent.toString())
          .isEqualTo(!contract.parameters(sent.operation(), "query").isEmpty());
    }
  }

  /** Who sends an unknown parameter is told the known ones. */
  @Test
  void parameter_isDocumented_whenTheServiceKnowsIt() {
    withUnknownParameter.stream()
        .filter(sent -> sent.problem().equals(ProblemType.INVALID_PARAMETER.uri()))
        .forEach(
            sent ->
                assertThat(contract.parameters(sent.operation(), "query"))
                    .as(sent.toString())
                    .map(parameter -> parameter.path("name").asString())
                    .contains(known(sent)));
  }

  private static String[] known(Exchange sent) {
    return sent.answer().at("/allowed").asString().replaceAll("each of | once", "").split(", ");
  }

  @Test
  void otherMethod_isRefusedWithThoseThatAreDocumented_whereverItIsTried() {
    for (Exchange sent : withOtherMethod) {
      String method = sent.operation().method();

      assertThat(sent.problem()).isEqualTo(ProblemType.METHOD_NOT_ALLOWED.uri());
      assertThat(sent.answer().header("Allow"))
          .isEqualTo(method.equals("GET") ? "GET, HEAD" : method);
    }
  }

  /** So that the examples of reads find what those of events have sent. */
  private static void storeExamples() {
    RunningApi.awaitAnswer("/health/ready", health -> health.status() == 200);
    operations("/events")
        .map(walk::least)
        .map(least -> least.withHeader("Prefer", "durability=visible, wait=10").send())
        .forEach(sent -> assertThat(sent.answer().status()).as(sent.toString()).isEqualTo(201));
  }

  private static List<Exchange> withinBounds() {
    return byParameter(
        (operation, parameter) ->
            ParameterValues.within(contract.resolved(parameter.path("schema"))).stream()
                .map(value -> firstGood(operation, parameter, value)));
  }

  /** Some parameters belong to some media types only, or not beside each other. */
  private static Exchange firstGood(Operation operation, JsonNode parameter, String value) {
    List<ContractRequest> attempts = walk.attempts(operation);
    return attempts.stream()
        .map(attempt -> attempt.with(parameter, value).send())
        .filter(Exchange::isGood)
        .findFirst()
        .orElseGet(() -> attempts.getLast().with(parameter, value).send());
  }

  private static List<Exchange> beyondBounds() {
    return byParameter(
        (operation, parameter) ->
            ParameterValues.beyond(contract.resolved(parameter.path("schema"))).stream()
                .map(value -> walk.least(operation).with(parameter, value).send()));
  }

  private interface Try {
    Stream<Exchange> of(Operation operation, JsonNode parameter);
  }

  private static List<Exchange> byParameter(Try values) {
    return contract.operations().stream()
        .flatMap(
            operation ->
                contract.parameters(operation, "query").stream()
                    .flatMap(parameter -> values.of(operation, parameter)))
        .toList();
  }

  private static List<Exchange> heads() {
    return leasts()
        .filter(least -> least.operation().method().equals("GET"))
        .map(least -> least.send("HEAD"))
        .toList();
  }

  private static List<Exchange> notAcceptable() {
    return leasts()
        .flatMap(
            least ->
                Stream.of("image/png", "///").map(type -> least.withHeader("Accept", type).send()))
        .toList();
  }

  /** Statistics change with every look at the clock, so that only a cached answer is the same. */
  private static List<Exchange> unchanged() {
    return operationsWith("If-None-Match")
        .map(walk::least)
        .map(
            least ->
                Stream.generate(() -> least.withHeader("If-None-Match", tag(least)).send())
                    .limit(200)
                    .filter(sent -> sent.answer().status() == 304)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("never 304: " + least)))
        .toList();
  }

  private static String tag(ContractRequest request) {
    return request.send().answer().header("ETag");
  }

  /** While nothing is stored, no database passes a token. */
  private static List<Exchange> behind() {
    Part worker = STACK.part("worker-1");
    worker.pause();
    try {
      String token = RunningApi.post("/events", JSON, EVENT).header("Visit-Token");
      return operationsWith("Read-After")
          .map(walk::least)
          .map(least -> least.withHeader("Read-After", token).withHeader("Prefer", "wait=0"))
          .map(ContractRequest::send)
          .toList();
    } finally {
      worker.resume();
    }
  }

  /** What no rule makes of the contract alone. */
  private static List<Exchange> special() {
    List<ContractRequest> requests = new ArrayList<>();
    operationsWith("Read-After")
        .map(walk::least)
        .map(least -> least.withHeader("Read-After", "nonsense"))
        .forEach(requests::add);
    operationsWith("Last-Event-ID")
        .map(walk::least)
        .map(least -> least.withHeader("Last-Event-ID", "nonsense"))
        .forEach(requests::add);
    Stream.of("/visits/{id}", "/visits/{id}/journey")
        .flatMap(OpenApiIT::operations)
        .map(ContractRequest::to)
        .flatMap(
            to ->
                contract.parameters(to.operation(), "path").stream()
                    .flatMap(
                        id ->
                            Stream.of("nonsense", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
                                .map(value -> to.with(id, value))))
        .forEach(requests::add);
    Stream.of("/docs/{file}", "/problems/{type}")
        .flatMap(OpenApiIT::operations)
        .map(ContractRequest::to)
        .map(to -> to.with(contract.parameters(to.operation(), "path").getFirst(), "nonsense"))
        .forEach(requests::add);
    operations("/events").flatMap(OpenApiIT::badEvents).forEach(requests::add);
    return requests.stream().map(ContractRequest::send).toList();
  }

  private static Stream<ContractRequest> badEvents(Operation operation) {
    ContractRequest good = ContractRequest.to(operation).withBody(JSON, EVENT);
    return Stream.of(
        good.withBody(JSON, "{"),
        good.withBody(JSON, ""),
        good.withBody(JSON, "{}"),
        good.withBody(JSON, "[{}]"),
        good.withBody(JSON, "[" + EVENT + ",{}]"),
        good.withBody(JSON, " ".repeat(2_000_000)),
        good.withBody(NDJSON, EVENT + "\n{}"),
        good.withBody(NDJSON, EVENT + "\n{}").withHeader("Accept", NDJSON),
        good.withBody(NDJSON, "{}"),
        good.withBody(NDJSON, "{}").withHeader("Accept", NDJSON),
        good.withBody(NDJSON, EVENT).withHeader("Content-Encoding", "x-gzip"),
        good.withBody("text/plain", EVENT),
        good.withHeader("Content-Encoding", "br"),
        good.withHeader("Idempotency-Key", "\"contract\""),
        good.withHeader("Idempotency-Key", "\"contract\""),
        good.withBody(JSON, " " + EVENT).withHeader("Idempotency-Key", "\"contract\""),
        good.withBody(JSON, "[" + EVENT + "]").withHeader("Idempotency-Key", "\"contract\""),
        good.withHeader("ce-id", "%FF"),
        cloudEvent(good));
  }

  /** In binary mode: the attributes as the contract shows them. */
  private static ContractRequest cloudEvent(ContractRequest good) {
    ContractRequest event = good;
    for (JsonNode header : contract.parameters(good.operation(), "header")) {
      if (header.path("name").asString().startsWith("ce-")) {
        event = event.with(header, header.at("/schema/examples/0").asString());
      }
    }
    return event;
  }

  private static Stream<Operation> operations(String path) {
    return contract.operations().stream().filter(operation -> operation.path().equals(path));
  }

  private static Stream<Operation> operationsWith(String header) {
    return contract.operations().stream()
        .filter(
            operation ->
                contract.parameters(operation, "header").stream()
                    .anyMatch(parameter -> parameter.path("name").asString().equals(header)));
  }

  private static Stream<ContractRequest> leasts() {
    return contract.operations().stream().map(walk::least);
  }

  private static Stream<Exchange> all() {
    return Stream.of(
            examples, withinBounds, beyondBounds, withUnknownParameter, withOtherMethod, others)
        .flatMap(List::stream);
  }

  private static Stream<Exchange> of(Operation operation) {
    return all().filter(sent -> sent.operation().equals(operation));
  }

  private static String response(Exchange sent) {
    String status = Integer.toString(sent.answer().status());
    return sent.answer().body().isEmpty() ? status : status + " " + sent.answer().mediaType();
  }

  private static Stream<String> violations(Exchange sent) {
    return contract.violations(sent).stream().map(violation -> sent.request() + ": " + violation);
  }
}
