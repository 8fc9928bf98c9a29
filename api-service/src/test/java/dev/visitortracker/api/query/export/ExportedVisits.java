package dev.visitortracker.api.query.export;

import dev.visitortracker.api.testing.RunningApi;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Visits that tests of exports read: more than a batch, two months of one site. */
final class ExportedVisits {
  static final int COUNT = 60_000;
  static final String NDJSON = "application/x-ndjson";

  private static boolean isStored;

  private ExportedVisits() {}

  /** Stores them, the first time, and returns when both replicas show them. */
  static synchronized void storeOnce() {
    if (isStored) {
      return;
    }
    RunningApi.post(
        "/events?site=exported",
        NDJSON,
        IntStream.range(0, COUNT)
            .mapToObj(
                i ->
                    """
                    {"timestamp":"2021-%02d-03T04:05:06.%03dZ","endpoint":"/%d","method":"GET",\
                    "response_code":200,"user_agent":"=%s"}
                    """
                        .formatted(i % 2 + 1, i % 1000, i, "agent ".repeat(60)))
            .collect(Collectors.joining()));
    for (String replica : List.of("replica-1", "replica-2")) {
      RunningApi.awaitAnswer(
          "/stats?site=exported",
          stats ->
              stats.header("Served-By").equals(replica)
                  && stats.at("/total_visits").asInt() == COUNT);
    }
    isStored = true;
  }
}
