package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.local.StackSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What all tools share: the requests, and what {@code perf/attack/run} refuses. */
class AttackFilesTest {
  private static final Path ATTACK = StackSettings.projectHome().resolve("perf/attack");
  private static final long NOW = 1_800_000_000_000L;
  private static final long HOUR = 3_600_000;

  private record Ended(int code, String out) {}

  @ParameterizedTest
  @ValueSource(strings = {"single", "batches", "reads", "mixed"})
  void requests_areWholeAndOfTheSite_inEveryScenario(String scenario) throws Exception {
    List<String> lines = requests(scenario, 200).out().lines().toList();

    assertThat(lines).hasSize(200);
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      assertThat(fields).hasSize(4);
      if (fields[0].equals("POST")) {
        JsonNode body = JsonMapper.shared().readTree(fields[3]);
        JsonNode visit = body.isArray() ? body.get(0) : body;
        assertThat(visit.get("site").asString()).isEqualTo("attack-1");
        assertThat(visit.has("id")).isFalse();
      } else {
        assertThat(fields[1]).startsWith("/").contains("site=attack-1");
      }
    }
  }

  @Test
  void seed_isOfTheHourBefore_andNoIdComesTwice() throws Exception {
    Set<String> ids = new HashSet<>();

    for (String line : requests("seed", 500).out().lines().toList()) {
      String id = JsonMapper.shared().readTree(line).get("id").asString();
      assertThat(Ulid.from(id).getTime()).isBetween(NOW - HOUR, NOW);
      ids.add(id);
    }

    assertThat(ids).hasSize(500);
  }

  @ParameterizedTest
  @CsvSource({
    "'nothing baseline', there is no tool nothing",
    "'wrk nothing', there is no shape nothing",
    "'wrk crowd', wrk has no users with time to think",
    "'wrk baseline --scenario nothing', there is no scenario nothing",
    "'wrk baseline --rate 50001', --rate must be 1 to 50000",
    "'wrk baseline --duration x', --duration must be 1 to 86400",
    "'gatling crowd --users 20001', --users must be 1 to 20000",
    "'wrk baseline --target http://visits.example', visits.example is not this machine",
    "'wrk baseline --target ftp://127.0.0.1', --target must be http://HOST:PORT",
    "'wrk baseline --nothing 1', there is no option --nothing"
  })
  void run_refuses_whatItMustNotOrCannotDo(String arguments, String said) throws Exception {
    List<String> command = new ArrayList<>(List.of(ATTACK.resolve("run").toString()));
    command.addAll(List.of(arguments.split(" ")));

    Ended ended = run(command);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).contains(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vegeta", "k6", "wrk", "wrk2", "gatling", "locust"})
  void tool_canBeStarted(String tool) {
    assertThat(Files.isExecutable(ATTACK.resolve(tool).resolve("run"))).isTrue();
  }

  private static Ended requests(String scenario, int count) throws Exception {
    return run(
        List.of(
            "awk",
            "-v",
            "scenario=" + scenario,
            "-v",
            "site=attack-1",
            "-v",
            "now=" + NOW,
            "-v",
            "count=" + count,
            "-f",
            ATTACK.resolve("requests.awk").toString()));
  }

  private static Ended run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }
}
