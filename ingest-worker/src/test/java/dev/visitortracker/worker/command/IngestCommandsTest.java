package dev.visitortracker.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.worker.CommandRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestCommandsTest {

  @ParameterizedTest
  @ValueSource(strings = {"migrate", "audit", "--help", "-h", "--version", "nonsense"})
  void arguments_askForACommand_whenTheyBeginWithAWord(String first) {
    assertThat(IngestCommands.asksForOne(first, "--visitor-tracker.instance=a")).isTrue();
  }

  @Test
  void arguments_askForNoCommand_whenTheyAreSettingsOnly() {
    assertThat(IngestCommands.asksForOne()).isFalse();
    assertThat(IngestCommands.asksForOne("--server.port=0", "--debug")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nonsense | Unmatched argument",
        "retention | Missing required option: '--keep=DURATION'",
        "retention --keep 12 h | Unmatched argument",
        "retention --keep soon | 'soon' is not a duration",
        "retention --keep 1h | --keep must be at least one day",
        "replay --from yesterday | 'yesterday' is not an RFC 3339 time",
        "replay --from 2026-01-01T00:00:00Z --from-offset 1 | give times or offsets, not both",
        "replay --from 2026-01-02T00:00:00Z --to 2026-01-01T00:00:00Z | is not before",
        "replay --from-offset 0:5 | is neither an offset nor a list",
        "replay --rate 0 | --rate must be at least 1",
        "replay --topic visit-events.dead --keep-dead-letters | to themselves",
        "dead-letters list --limit 0 | --limit must be at least 1",
        "dead-letters list --reason BAD | expected one of",
        "dead-letters redrive --max-redrives 0 | --max-redrives must be at least 1",
        "dead-letters redrive --from-offset 7 --to-offset 7 | is not before",
        "dead-letters show | Missing required option: '--offset=OFFSET'",
        "lost-records accept | Missing required option: '--partition=N'",
        "audit --accepted many | is not a long"
      })
  void command_endsWithTwo_whenItsUsageIsWrong(String line, String sentence) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(sentence);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "migrate --help",
        "replay --help",
        "audit --help",
        "retention --help",
        "dead-letters --help",
        "dead-letters list --help",
        "dead-letters redrive --help",
        "lost-records --help",
        "lost-records accept --help"
      })
  void command_needsNoSettings_whenItIsAskedForHelp(String line) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: ingest-worker");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka.partitions=many | audit: visitor-tracker.kafka.partitions = 'many': ",
        "kafka.partitions=0 | audit: visitor-tracker.kafka.partitions = '0': must be ",
        "database.hosts=db | database.hosts: 'db' must be host:port with a port from 1 to 65535",
        "databse.hosts=1 | audit: visitor-tracker.databse.hosts is not a setting of the worker",
        "write.min-backoff=11s | write.min-backoff must not be above write.max-backoff"
      })
  void command_endsWithTwoAndNamesTheSetting_whenItIsWrong(String setting, String sentence) {
    CommandRun run = CommandRun.of("audit", "--visitor-tracker." + setting);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(sentence).hasLineCount(1);
  }

  @Test
  void arguments_areSplit_whenSettingsStandBetweenThem() {
    Arguments split =
        Arguments.of(
            "replay",
            "--visitor-tracker.database.hosts=db:5432",
            "--rate=5",
            "--from-offset",
            "0=1");

    assertThat(split.command()).isEqualTo(List.of("replay", "--rate=5", "--from-offset", "0=1"));
    assertThat(split.properties()).isEqualTo(List.of("--visitor-tracker.database.hosts=db:5432"));
  }

  @Test
  void option_staysWithTheCommand_whenOnlyItsValueHasADot() {
    assertThat(Arguments.of("replay", "--topic=visit-events.dead").command())
        .contains("--topic=visit-events.dead");
  }
}
