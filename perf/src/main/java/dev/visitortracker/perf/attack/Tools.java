package dev.visitortracker.perf.attack;

import java.nio.file.Path;
import java.util.Optional;

/** All tools by name. */
final class Tools {
  static final String NAMES = "vegeta, k6, wrk, wrk2, gatling, locust";

  private Tools() {}

  /**
   * @param folder {@code perf/attack}
   */
  static Optional<Tool> named(String name, Path folder, boolean httpTargets) {
    return Optional.ofNullable(
        switch (name) {
          case "vegeta" -> new Vegeta(httpTargets);
          case "k6" -> new K6(folder.resolve("k6/visits.js"));
          case "wrk" -> new Wrk(folder.resolve("wrk/visits.lua"), false);
          case "wrk2" -> new Wrk(folder.resolve("wrk/visits.lua"), true);
          case "gatling" -> new Gatling(folder.resolve("gatling"));
          case "locust" -> new Locust(folder.resolve("locust/locustfile.py"));
          default -> null;
        });
  }
}
