package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.local.StackSettings;
import dev.visitortracker.perf.attack.ObjectivesFile.Scenario;
import dev.visitortracker.perf.attack.ObjectivesFile.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The file of objectives, and that what the tools read and write is what the runner does. */
final class ScenarioFilesTest {
  private static final Path FOLDER = StackSettings.projectHome().resolve("perf/attack");

  /** Where a script takes a member of the plan or of a step. */
  private static final Pattern OF_PLAN = Pattern.compile("\\bplan\\.(\\w+)|PLAN\\[\"(\\w+)\"]");

  private static final Pattern OF_STEP =
      Pattern.compile("\\bstep\\.(\\w+)|\\bstep\\[\"(\\w+)\"]|\\bobjective\\.(\\w+)");

  private static final Set<String> TALLY =
      Set.of(
          "planned",
          "sent",
          "as_expected",
          "unexpected",
          "errors",
          "late",
          "dropped",
          "accepted",
          "unanswered",
          "latencies");

  @Test
  void objectives_areComplete_forEveryShapeAndScenario() throws IOException {
    ObjectivesFile file = file();

    assertThat(file.shapes())
        .containsOnlyKeys("baseline", "stages", "stress", "spike", "soak", "endurance");
    assertThat(file.scenarios()).containsOnlyKeys("single", "batches", "reads", "mixed", "abuse");
    for (Shape shape : file.shapes().values()) {
      for (Scenario scenario : file.scenarios().values()) {
        var steps = Plan.steps(shape, scenario, scenario.rate(), shape.seconds());

        assertThat(steps)
            .allSatisfy(step -> assertThat(step.endRate()).isLessThan(file.bounds().maxRate()));
        assertThat(steps.stream().mapToDouble(Plan.Step::seconds).sum())
            .isCloseTo(shape.seconds(), within());
      }
    }
  }

  @Test
  void abuse_toleratesNoAnswerAbove499() throws IOException {
    assertThat(file().scenarios().get("abuse"))
        .satisfies(abuse -> assertThat(abuse.expect()).allMatch(status -> status < 500));
  }

  @Test
  void targets_areWrittenOnceForAllTools(@TempDir Path directory) throws IOException {
    ObjectivesFile file = file();
    for (Scenario whole : file.scenarios().values()) {
      Scenario scenario = few(whole);
      var requests = new RequestMix(file.requests(), scenario, "attack-1", 0).requests();
      var targets = new TargetFiles(directory);

      targets.write("http://127.0.0.1:8080", requests);

      var lines = Files.readAllLines(targets.json());
      assertThat(lines).hasSize(scenario.distinct());
      assertThat(Files.readAllLines(targets.lua())).hasSize(scenario.distinct() + 2);
      assertThat(lines)
          .allSatisfy(
              line -> {
                JsonNode target = ObjectivesFile.JSON.readTree(line);
                assertThat(target.path("url").stringValue()).startsWith("http://127.0.0.1:8080/");
                assertThat(target.has("body")).isEqualTo(target.has("header"));
              });
    }
  }

  @Test
  void scripts_readOnlyWhatThePlanHolds() throws IOException {
    JsonNode plan = ObjectivesFile.JSON.valueToTree(Plans.of(Plans.step(1, 1, 1)));
    Set<String> members = new TreeSet<>(plan.propertyNames());
    Set<String> ofStep = new TreeSet<>(plan.path("steps").path(0).propertyNames());
    ofStep.addAll(plan.path("objective").propertyNames());

    for (String script : Set.of("k6/visits.js", "locust/locustfile.py")) {
      String text = Files.readString(FOLDER.resolve(script));

      assertThat(members).as(script).containsAll(named(text, OF_PLAN));
      assertThat(ofStep).as(script).containsAll(named(text, OF_STEP));
    }
    assertThat(gatling("AttackPlan.java")).contains("PropertyNamingStrategies.SNAKE_CASE");
  }

  @Test
  void scripts_haveNoRatesOrPathsOfTheirOwn() throws IOException {
    for (String script :
        Set.of(
            "k6/visits.js",
            "wrk/visits.lua",
            "gatling/src/test/java/dev/visitortracker/attack/VisitsSimulation.java")) {
      assertThat(Files.readString(FOLDER.resolve(script)))
          .as(script)
          .doesNotContain("/events", "/visits?", "/stats", "p(99)<1");
    }
  }

  @Test
  void scripts_writeEveryMemberOfATally() throws IOException {
    Map<String, String> writers = new TreeMap<>();
    writers.put("wrk", Files.readString(FOLDER.resolve("wrk/visits.lua")));
    writers.put("locust", Files.readString(FOLDER.resolve("locust/locustfile.py")));
    writers.put("gatling", gatling("StepTally.java"));

    writers.forEach(
        (tool, text) ->
            TALLY.forEach(member -> assertThat(text).as(tool).contains("\"" + member + "\"")));
    assertThat(ObjectivesFile.JSON.readTree(Tallies.of(1).json()).propertyNames())
        .containsExactlyInAnyOrderElementsOf(TALLY);
  }

  private static Scenario few(Scenario scenario) {
    return new Scenario(
        scenario.mix(), scenario.rate(), 100, scenario.expect(), null, scenario.objective());
  }

  private static ObjectivesFile file() throws IOException {
    return ObjectivesFile.read(FOLDER.resolve("objectives.json"));
  }

  private static String gatling(String file) throws IOException {
    return Files.readString(
        FOLDER.resolve("gatling/src/test/java/dev/visitortracker/attack").resolve(file));
  }

  private static Set<String> named(String text, Pattern pattern) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) != null) {
          names.add(matcher.group(group));
        }
      }
    }
    return names;
  }

  private static Offset<Double> within() {
    return Offset.offset(0.001);
  }
}
