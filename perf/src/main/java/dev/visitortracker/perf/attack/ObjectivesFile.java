package dev.visitortracker.perf.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code perf/attack/objectives.json}: the requests, scenarios, shapes and objectives of all tools.
 *
 * @param timeoutMillis how long a tool waits for an answer
 * @param lateAfterMillis a request that is sent so long after it was due counts as late
 * @param seededVisits stored before the attack, so that reads have pages to turn
 */
@JsonNaming(SnakeCaseStrategy.class)
record ObjectivesFile(
    Bounds bounds,
    int timeoutMillis,
    int lateAfterMillis,
    int seededVisits,
    Map<String, RequestKind> requests,
    Map<String, Scenario> scenarios,
    Map<String, Shape> shapes) {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  ObjectivesFile {
    scenarios
        .values()
        .forEach(
            scenario -> {
              if (!requests.keySet().containsAll(scenario.mix().keySet())) {
                throw new IllegalArgumentException("a mix names a request that there is not");
              }
            });
  }

  static ObjectivesFile read(Path file) throws IOException {
    return JSON.readValue(Files.readString(file), ObjectivesFile.class);
  }

  /** What no attack goes beyond, whatever is asked for. */
  record Bounds(int maxRate, int maxSeconds, int maxGenerators) {}

  /**
   * @param path may hold {@code {site}}, {@code {id}} and {@code {endpoint}}
   * @param contentType null: no body
   */
  record RequestKind(
      String method, String path, @Nullable String contentType, @Nullable BodyKind body) {
    RequestKind {
      if ((contentType == null) != (body == null)) {
        throw new IllegalArgumentException("a body has a content_type, and nothing else has");
      }
    }
  }

  /** What stands in a body. */
  enum BodyKind {
    /** A visit as a JSON object. */
    VISIT,
    /** {@link RequestMix#LINES} visits, a line each. */
    LINES,
    /** Something that is no visit, each time another mistake. */
    BROKEN
  }

  /**
   * @param mix how often each request comes, as a weight
   * @param rate requests a second at load 1
   * @param distinct requests that differ; then they begin again
   * @param expect the statuses that are no error
   * @param slowBodies connections that send a byte a second meanwhile; Locust only
   * @param objective in place of the shape's
   */
  record Scenario(
      Map<String, Integer> mix,
      double rate,
      int distinct,
      Set<Integer> expect,
      @Nullable Integer slowBodies,
      @Nullable Objective objective) {
    Scenario {
      if (mix.isEmpty() || expect.isEmpty() || rate <= 0 || distinct <= 0) {
        throw new IllegalArgumentException(
            "a scenario has a mix, a rate, distinct requests and statuses to expect");
      }
    }
  }

  /**
   * @param seconds of the whole
   * @param steps one after the other
   * @param untilMissed the load grows until the objective is missed; the answer is how far it got
   */
  record Shape(
      double seconds, List<ShapeStep> steps, Objective objective, @Nullable Boolean untilMissed) {
    Shape {
      if (seconds <= 0 || steps.isEmpty()) {
        throw new IllegalArgumentException("a shape has seconds and steps");
      }
    }

    boolean climbs() {
      return Boolean.TRUE.equals(untilMissed);
    }
  }

  /**
   * @param load times the scenario's rate
   * @param endLoad the load at the end, where it changes evenly
   * @param share of the seconds, as a weight
   * @param objective in place of the shape's
   */
  record ShapeStep(
      double load, @Nullable Double endLoad, double share, @Nullable Objective objective) {
    ShapeStep {
      if (load <= 0 || share <= 0 || (endLoad != null && endLoad <= 0)) {
        throw new IllegalArgumentException("load, end_load and share are above 0");
      }
    }
  }
}
