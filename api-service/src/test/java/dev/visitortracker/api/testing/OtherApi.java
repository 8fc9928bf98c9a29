package dev.visitortracker.api.testing;

import dev.visitortracker.api.ApiApplication;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.local.Part;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * One more instance of the service beside {@link RunningApi}, with settings of its own; it does not
 * record its own traffic.
 */
public final class OtherApi implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private OtherApi(List<String> arguments) {
    this.context =
        new SpringApplicationBuilder(ApiApplication.class)
            .initializers(
                context ->
                    ((GenericApplicationContext) context)
                        .registerBean(ReactorResourceFactory.class, OtherApi::ownResources))
            .run(arguments.toArray(String[]::new));
  }

  /** The end of those that it would share would be the end of the other instances. */
  private static ReactorResourceFactory ownResources() {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    return resources;
  }

  /**
   * Starts an instance with these settings.
   *
   * @param settings {@code key=value} below {@code visitor-tracker}
   */
  public static OtherApi start(String... settings) {
    return started(RunningApi.arguments(), settings);
  }

  /** Starts an instance that knows only these servers. */
  public static OtherApi readingFrom(List<Part> servers, String... settings) {
    return started(RunningApi.arguments(servers), settings);
  }

  /** Starts an instance that knows no database but those of the settings. */
  public static OtherApi with(String... settings) {
    return started(RunningApi.arguments(List.of()), settings);
  }

  private static OtherApi started(List<String> stack, String... settings) {
    List<String> arguments = new ArrayList<>(stack);
    arguments.add("--visitor-tracker.traffic.enabled=false");
    arguments.add("--server.shutdown=immediate");
    for (String setting : settings) {
      arguments.add("--visitor-tracker." + setting);
    }
    var api = new OtherApi(arguments);
    api.awaitAnswer("/health/ready", health -> health.status() == 200);
    return api;
  }

  public URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
  }

  public Answer get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(RunningApi.PATIENCE);
    try {
      return Answer.of(
          RunningApi.CLIENT.send(
              (headers.length == 0 ? request : request.headers(headers)).build(),
              BodyHandlers.ofString()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("GET " + path, e);
    }
  }

  /** Asks for the path every 100 ms until the answer is as it should be; fails when it never is. */
  public void awaitAnswer(String path, Predicate<Answer> isGood) {
    Flux.interval(Duration.ofMillis(100), Schedulers.boundedElastic())
        .onBackpressureDrop()
        .map(tick -> get(path))
        .filter(isGood)
        .next()
        .block(RunningApi.PATIENCE);
  }

  /** What the instance reads its databases through. */
  public ReplicaSet replicas() {
    return context.getBean(ReplicaSet.class);
  }

  /** The sum of a counter over all of its tags but the given ones. */
  public double count(String counter, String... tags) {
    return context.getBean(MeterRegistry.class).find(counter).tags(tags).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Override
  public void close() {
    context.close();
  }
}
