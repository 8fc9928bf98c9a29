package dev.visitortracker.worker.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import dev.visitortracker.worker.write.Rollup.Bucket;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MinuteCountsTest {
  private final MinuteCounts counts = new MinuteCounts();

  @Test
  void everyGrain_sumsUpToTheVisits_whenMinutesAndSitesAreMixed() {
    add("a", "2026-03-01T10:00:59.999Z", 200);
    add("b", "2026-03-01T10:00:30Z", 404);
    add("a", "2026-03-01T10:01:00Z", 399);
    add("a", "2026-03-01T11:00:00Z", 499);
    add("a", "2026-03-02T00:00:00Z", 500);
    add("a", "2026-03-01T10:00:00Z", 599);

    assertThat(counts())
        .containsEntry(bucket("a", Grain.MINUTE, "2026-03-01T10:00:00Z"), "2/0/1")
        .containsEntry(bucket("a", Grain.MINUTE, "2026-03-01T10:01:00Z"), "1/0/0")
        .containsEntry(bucket("a", Grain.HOUR, "2026-03-01T10:00:00Z"), "3/0/1")
        .containsEntry(bucket("a", Grain.DAY, "2026-03-01T00:00:00Z"), "4/1/1")
        .containsEntry(bucket("a", Grain.DAY, "2026-03-02T00:00:00Z"), "1/0/1")
        .containsEntry(bucket("a", Grain.ALL, "1970-01-01T00:00:00Z"), "5/1/2")
        .containsEntry(bucket("b", Grain.ALL, "1970-01-01T00:00:00Z"), "1/1/0")
        .hasSize(14);
  }

  private Map<Bucket, String> counts() {
    return counts.rollup().counts().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    "%d/%d/%d"
                        .formatted(
                            entry.getValue().visits(),
                            entry.getValue().clientErrors(),
                            entry.getValue().serverErrors())));
  }

  private void add(String site, String time, int responseCode) {
    counts.add(
        new Visit(
            VisitIds.random(Instant.parse(time).toEpochMilli()),
            site,
            InetAddress.ofLiteral("192.0.2.7"),
            "/home",
            "GET",
            responseCode,
            null,
            null,
            null));
  }

  private static Bucket bucket(String site, Grain grain, String start) {
    return new Bucket(site, grain, Instant.parse(start));
  }
}
