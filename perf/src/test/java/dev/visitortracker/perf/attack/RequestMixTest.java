package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.CheckResult;
import dev.visitortracker.event.Defaults;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitDraft;
import dev.visitortracker.event.VisitJson;
import dev.visitortracker.event.VisitRules;
import dev.visitortracker.local.StackSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RequestMixTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final VisitRules RULES =
      new VisitRules(Duration.ofDays(1), Duration.ZERO, InstantSource.fixed(NOW));

  @Test
  void requests_areDistinctVisitsOfTheSite() throws IOException {
    List<Request> requests = requests("single");

    assertThat(requests).extracting(Request::body).doesNotHaveDuplicates();
    assertThat(requests.subList(0, 100))
        .allSatisfy(request -> assertThat(visit(request.bytes()).site()).isEqualTo("attack-1"));
  }

  @Test
  void batches_holdALineForEachVisit() throws IOException {
    assertThat(requests("batches"))
        .allSatisfy(request -> assertThat(request.body()).hasLineCount(RequestMix.LINES));
  }

  @Test
  void requests_comeAsOftenAsTheirWeights() throws IOException {
    List<Request> requests = requests("mixed");

    double share =
        requests.stream().filter(request -> request.kind().equals("one")).count()
            / (double) requests.size();
    assertThat(share).isBetween(14 / 19.0 - 0.05, 14 / 19.0 + 0.05);
  }

  @Test
  void paths_haveNoPlaceholdersLeft() throws IOException {
    assertThat(requests("reads"))
        .extracting(Request::path)
        .allMatch(path -> !path.contains("{"))
        .anyMatch(path -> path.contains("cursor="))
        .anyMatch(path -> path.contains("endpoint=/products/"));
  }

  @Test
  void seed_isOldEnoughToBeAPage() throws IOException {
    String[] lines = mix("reads").seed(100).split("\n", -1);

    assertThat(visit(lines[0].getBytes(StandardCharsets.US_ASCII)).timestamp())
        .isEqualTo(NOW.minus(RequestMix.SEEDED));
    assertThat(lines).hasSize(101);
  }

  private static Visit visit(byte[] json) {
    VisitDraft draft = (VisitDraft) VisitJson.read(json, VisitJson.UnknownFields.REJECT);
    CheckResult checked =
        RULES.check(draft, Defaults.receivedFrom(InetAddress.getLoopbackAddress(), NOW));
    return ((CheckResult.Valid) checked).visit();
  }

  private static List<Request> requests(String scenario) throws IOException {
    return mix(scenario).requests();
  }

  private static RequestMix mix(String scenario) throws IOException {
    ObjectivesFile file =
        ObjectivesFile.read(StackSettings.projectHome().resolve("perf/attack/objectives.json"));
    return new RequestMix(
        file.requests(),
        Objects.requireNonNull(file.scenarios().get(scenario)),
        "attack-1",
        NOW.toEpochMilli());
  }
}
