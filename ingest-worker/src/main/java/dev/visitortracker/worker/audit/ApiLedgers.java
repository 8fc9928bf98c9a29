package dev.visitortracker.worker.audit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Asks instances of the API for their ledgers. */
public final class ApiLedgers implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /**
   * One ledger for each instance, in their order. An instance that is answering requests is asked
   * again until its sums are settled; its last word counts where they never are.
   *
   * @param instances base URLs, such as {@code http://127.0.0.1:8080}
   * @param patience for how long one of them is asked again
   */
  public Mono<List<ApiLedger>> of(List<URI> instances, Duration patience) {
    return Flux.fromIterable(instances).concatMap(base -> settled(base, patience), 1).collectList();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private Mono<ApiLedger> settled(URI base, Duration patience) {
    return ask(base)
        .repeatWhen(asked -> asked.delayElements(CHECK_INTERVAL))
        .takeUntil(ApiLedger::isSettled)
        .take(1 + patience.dividedBy(CHECK_INTERVAL))
        .last();
  }

  private Mono<ApiLedger> ask(URI base) {
    URI ledger = URI.create(base.toString().replaceFirst("/+$", "") + "/ledger");
    HttpRequest request = HttpRequest.newBuilder(ledger).timeout(TIMEOUT).build();
    return Mono.fromCompletionStage(() -> client.sendAsync(request, BodyHandlers.ofString()))
        .map(answer -> read(ledger, answer))
        .onErrorMap(
            error -> new IllegalStateException(ledger + " does not tell its ledger", error));
  }

  private static ApiLedger read(URI ledger, HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(ledger + " answers " + answer.statusCode());
    }
    return JSON.readValue(answer.body(), ApiLedger.class);
  }
}
