package dev.visitortracker.attack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code perf/attack/run} has this generator do: the part of its plan that is needed here. */
record AttackPlan(
    String targets,
    String directory,
    int offset,
    long startAtMillis,
    int timeoutMillis,
    int lateAfterMillis,
    Set<Integer> expect,
    Objective objective,
    List<Step> steps) {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  static AttackPlan read(Path file) throws IOException {
    return JSON.readValue(Files.readString(file), AttackPlan.class);
  }

  List<Target> readTargets() throws IOException {
    List<Target> read = new ArrayList<>();
    try (var lines = Files.newBufferedReader(Path.of(targets))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read.add(JSON.readValue(line, Target.class));
      }
    }
    return read;
  }

  record Objective(double p50Millis, double p99Millis, double maxErrorShare) {}

  /** Requests a second at the begin and at the end, which differ in a ramp. */
  record Step(double rate, double endRate, double seconds) {
    /** How many requests are due in it. */
    long planned() {
      return Math.round((rate + endRate) / 2 * seconds);
    }

    /** When request number n of the step is due, in seconds: where the area under the rate is n. */
    double due(long n) {
      double slope = (endRate - rate) / seconds;
      return slope == 0
          ? n / rate
          : (Math.sqrt(Math.max(0, rate * rate + 2 * slope * n)) - rate) / slope;
    }
  }

  /** A line of vegeta's JSON targets. */
  record Target(String method, String url, Map<String, List<String>> header, String body) {
    byte[] bytes() {
      return body == null ? new byte[0] : Base64.getDecoder().decode(body);
    }

    String contentType() {
      return header == null ? null : header.get("Content-Type").get(0);
    }
  }
}
