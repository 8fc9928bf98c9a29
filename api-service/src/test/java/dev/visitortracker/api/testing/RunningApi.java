package dev.visitortracker.api.testing;

import dev.visitortracker.api.ApiApplication;
import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.ServiceOptions;
import dev.visitortracker.local.StackSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The service in this JVM, on a real stack with two replicas and a worker that stores what it
 * publishes. Started by the first test that asks, ended with the JVM.
 */
public final class RunningApi {
  public static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Long enough for a replica or a broker to come back on a busy machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  public static final LocalStack STACK = startStack();
  private static final String URL = startService();

  static {
    awaitReady();
  }

  private RunningApi() {}

  public static URI uri(String path) {
    return URI.create(URL + path);
  }

  public static Answer get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  public static Answer post(String path, String contentType, String body, String... headers) {
    return send(
        "POST",
        path,
        BodyPublishers.ofString(body),
        Stream.concat(Stream.of("Content-Type", contentType), Stream.of(headers))
            .toArray(String[]::new));
  }

  public static Answer send(String method, String path, BodyPublisher body, String... headers) {
    try {
      return Answer.of(CLIENT.send(request(method, path, body, headers), FirstEvent.orWhole()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }

  /** Asks for the path every 100 ms until the answer is as it should be; fails when it never is. */
  public static void awaitAnswer(String path, Predicate<Answer> isGood) {
    Flux.interval(Duration.ofMillis(100))
        .onBackpressureDrop()
        .concatMap(tick -> Mono.fromCompletionStage(() -> getLater(path)), 1)
        .publishOn(Schedulers.boundedElastic(), 1)
        .filter(isGood)
        .next()
        .block(PATIENCE);
  }

  private static CompletionStage<Answer> getLater(String path) {
    return CLIENT
        .sendAsync(request("GET", path, BodyPublishers.noBody()), BodyHandlers.ofString())
        .thenApply(Answer::of);
  }

  private static HttpRequest request(
      String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, body).timeout(PATIENCE);
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  private static LocalStack startStack() {
    LocalStack stack =
        LocalStack.start(
            StackSettings.infrastructure(Path.of("target", "local-stack"))
                .withFresh(true)
                .withWorkers(ServiceOptions.instances(1)));
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-local-stack"));
    return stack;
  }

  private static String startService() {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(ApiApplication.class).run(arguments().toArray(String[]::new));
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  /** On the calling thread: others would wait for the end of this class's initialization. */
  private static void awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (get("/health/ready").status() != 200) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(get("/health/ready").body());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /** What an instance is told that reads from all servers of the stack. */
  public static List<String> arguments() {
    List<Part> servers = new ArrayList<>(STACK.replicas());
    servers.add(STACK.primary());
    return arguments(servers);
  }

  /** What an instance is told that reads from these servers. */
  public static List<String> arguments(List<Part> servers) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--visitor-tracker.token.secret=the same in all instances of a service",
                "--visitor-tracker.idempotency.deadline=1s",
                "--visitor-tracker.kafka.bootstrap-servers=" + STACK.kafkaBootstrapServers(),
                "--visitor-tracker.replica.database=" + STACK.databaseName(),
                "--visitor-tracker.replica.username=" + STACK.databaseReader(),
                "--visitor-tracker.redis.host=" + STACK.redisHost(),
                "--visitor-tracker.redis.port=" + STACK.redisPort()));
    for (int i = 0; i < servers.size(); i++) {
      addNode(arguments, "nodes[" + i + "]", servers.get(i));
    }
    return arguments;
  }

  private static void addNode(List<String> arguments, String key, Part part) {
    String prefix = "--visitor-tracker.replica." + key;
    arguments.add(prefix + ".name=" + part.name());
    arguments.add(prefix + ".host=" + part.host());
    arguments.add(prefix + ".port=" + part.port());
  }
}
