package dev.visitortracker.api.testing;

import dev.visitortracker.api.ApiApplication;
import dev.visitortracker.api.http.RouteTable;
import dev.visitortracker.api.http.RouteTable.Route;
import dev.visitortracker.api.lifecycle.ErrorBoundary;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The service in this JVM with nothing around it: Kafka and its only database do not answer, there
 * is no Redis, and it has little patience. Started by the first test that asks, ended with the JVM.
 */
public final class LonelyApi {
  private static final String URL = start();

  private LonelyApi() {}

  public static URI uri() {
    return URI.create(URL);
  }

  /** Port 1 refuses connections. */
  private static String start() {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(ApiApplication.class, Defect.class)
            .run(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--server.netty.idle-timeout=3s",
                "--visitor-tracker.kafka.bootstrap-servers=127.0.0.1:1",
                "--visitor-tracker.replica.nodes[0].name=nowhere",
                "--visitor-tracker.replica.nodes[0].host=127.0.0.1",
                "--visitor-tracker.replica.nodes[0].port=1",
                "--visitor-tracker.publish.deadline=1s",
                "--visitor-tracker.publish.delivery-timeout=900ms",
                "--visitor-tracker.publish.request-timeout=900ms",
                "--visitor-tracker.ingest.body-timeout=500ms",
                "--visitor-tracker.ingest.stall-timeout=1500ms",
                "--visitor-tracker.ingest.max-bytes-in-flight=32MB",
                "--visitor-tracker.coding.max-zstd-bodies=1",
                "--visitor-tracker.connection.header-timeout=500ms",
                "--visitor-tracker.connection.drain-timeout=500ms");
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  /** Routes that fail, which none of the service's own should. */
  public static final class Defect {
    @Bean
    RouteTable defect() {
      return new RouteTable(
          List.of(
              route(
                  "/defect",
                  request -> {
                    throw new IllegalStateException("secret of the service");
                  }),
              route(
                  "/overflow/at-once",
                  request -> {
                    throw new StackOverflowError();
                  }),
              route("/overflow/on-subscription", request -> Mono.defer(LonelyApi::overflow)),
              route(
                  "/overflow/late",
                  request ->
                      Mono.delay(Duration.ofMillis(1))
                          .transform(ErrorBoundary::around)
                          .flatMap(late -> overflow()))));
    }

    private static Route route(String path, HandlerFunction<ServerResponse> handler) {
      return new Route(RequestPredicates.GET(path), handler);
    }
  }

  private static Mono<ServerResponse> overflow() {
    throw new StackOverflowError();
  }
}
