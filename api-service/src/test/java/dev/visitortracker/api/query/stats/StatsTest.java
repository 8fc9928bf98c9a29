package dev.visitortracker.api.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.query.Content;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:40Z");
  private static final long MINUTE = Instant.parse("2026-01-02T03:04:00Z").getEpochSecond();

  @Test
  void tag_isTheSame_whileNothingIsStoredThatTheyCount() {
    Instant nextMinute = NOW.plusSeconds(30);
    Content first = stats(30, nextMinute, NOW).content();
    Content later = stats(30, nextMinute.plusSeconds(9), NOW.plusSeconds(9)).content();

    assertThat(later.eTag()).isEqualTo(first.eTag()).startsWith("W/\"");
    assertThat(later.storedAt()).isEqualTo(NOW.plusSeconds(9));
    assertThat(json(later))
        .contains("\"as_of\":\"2026-01-02T03:05:19.000Z\"")
        .contains("\"freshness\":{\"committed_at\":\"2026-01-02T03:04:49.000Z\"}");
  }

  @Test
  void tag_changes_whenAVisitIsStored() {
    assertThat(stats(31, NOW, NOW).content().eTag())
        .isNotEqualTo(stats(30, NOW, NOW).content().eTag());
  }

  /** The rate falls while nobody comes; a tag that stood for the old one would be a lie. */
  @Test
  void tag_changesUntilTheWindowsAreEmpty_andThenNeverAgain() {
    String busy = stats(30, NOW, NOW).content().eTag();
    String quiet = stats(30, NOW.plusSeconds(90), NOW).content().eTag();
    String empty = stats(30, NOW.plusSeconds(600), NOW).content().eTag();

    assertThat(busy).isNotEqualTo(quiet);
    assertThat(quiet).isNotEqualTo(empty);
    assertThat(stats(30, NOW.plusSeconds(86_400), NOW).content().eTag()).isEqualTo(empty);
  }

  @Test
  void rate_isOfTheLastMinute_rightToTenSeconds() {
    assertThat(json(stats(30, NOW.plusSeconds(9), NOW).content()))
        .contains("\"last_minute\":{\"visits_per_second\":0.5,");
    assertThat(json(stats(30, NOW.plusSeconds(50), NOW).content()))
        .contains("\"last_minute\":{\"visits_per_second\":0.25,");
  }

  private static Stats stats(long visits, Instant asOf, Instant committedAt) {
    var counts = new Counts(visits, 0, 0);
    var minutes = new Minutes(Map.of(MINUTE, counts));
    return new Stats("shop", new Summary(counts, minutes, committedAt), List.of(), asOf);
  }

  private static String json(Content content) {
    return new String(content.json(), StandardCharsets.UTF_8);
  }
}
