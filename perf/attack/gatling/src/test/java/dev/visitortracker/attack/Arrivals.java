package dev.visitortracker.attack;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** The requests of a scenario, one for each virtual user, and how many visits were accepted. */
final class Arrivals {
  private final LongAdder accepted = new LongAdder();
  private final List<Integer> expect =
      Arrays.stream(System.getenv("ATTACK_EXPECT").split(",")).map(Integer::valueOf).toList();

  ScenarioBuilder scenario() {
    return CoreDsl.scenario("arrivals")
        .exec(
            feed(requests())
                .exec(
                    doIfOrElse("#{hasBody}")
                        .then(
                            exec(
                                request()
                                    .header("Content-Type", "#{type}")
                                    .body(StringBody(session -> session.getString("body")))))
                        .orElse(exec(request())))
                .exec(
                    session -> {
                      if (session.contains("accepted")) {
                        accepted.add(Long.parseLong(session.getString("accepted")));
                      }
                      return session;
                    }));
  }

  long accepted() {
    return accepted.sum();
  }

  private HttpRequestActionBuilder request() {
    return http(session -> session.getString("path").split("\\?")[0])
        .httpRequest(session -> session.getString("method"), "#{path}")
        .check(status().in(expect), regex("\"accepted\":(\\d+)").optional().saveAs("accepted"));
  }

  private static Iterator<Map<String, Object>> requests() {
    try {
      List<Map<String, Object>> requests =
          Files.readAllLines(Path.of(System.getenv("ATTACK_REQUESTS"))).stream()
              .map(line -> line.split("\t", -1))
              .map(Arrivals::request)
              .toList();
      return Stream.generate(requests::stream).flatMap(all -> all).iterator();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> request(String[] line) {
    return Map.of(
        "method", line[0],
        "path", line[1],
        "type", line[2],
        "body", line[3],
        "hasBody", !line[3].isEmpty());
  }
}
