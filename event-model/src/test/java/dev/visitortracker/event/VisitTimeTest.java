package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Id and timestamp: their forms, their agreement and the window that they must lie in. */
class VisitTimeTest {
  private static final long NOW = Visits.NOW.toEpochMilli();
  private static final long EARLIEST = NOW - Visits.MAX_AGE.toMillis();
  private static final long LATEST = NOW + Visits.MAX_AHEAD.toMillis();

  @Test
  void id_isCanonical_whenGivenInLowerCase() {
    Ulid id = VisitIds.random(NOW);

    Visit visit = Outcomes.accepted(byId(id.toString().toLowerCase(Locale.ROOT)).check());

    assertThat(visit.id()).isEqualTo(id);
    assertThat(visit.id()).hasToString(id.toString());
    assertThat(visit.timestampMillis()).isEqualTo(NOW);
    assertThat(visit.timestamp()).isEqualTo(Visits.NOW);
  }

  /** Crockford's base 32 reads letters that look like a digit as that digit. */
  @Test
  void id_isCanonical_whenLettersStandForDigits() {
    String id = "oLKDVDNA00J57EK6XS859KTWiO";

    Visit visit = Outcomes.accepted(byId(id).check());

    assertThat(visit.id()).hasToString("01KDVDNA00J57EK6XS859KTW10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "01KDVDNA00J57EK6XS859KTW6",
        "01KDVDNA00J57EK6XS859KTW6TT",
        "81KDVDNA00J57EK6XS859KTW6T",
        "91KDVDNA00J57EK6XS859KTW6T",
        "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "01KDVDNA00J57EK6XS859KTW6U",
        "01KDVDNA00J57EK6XS859KTW6u",
        "01KDVDNA00-57EK6XS859KTW6T",
        "01KDVDNA00 57EK6XS859KTW6T",
        "01KDVDNA00J57EK6XS859KTW6\u00e9",
        "01KDVDNA00J57EK6XS859KTW6\u0130",
        "\uff101KDVDNA00J57EK6XS859KTW6T",
        "01KDVDNA00J57EK6XS859KTW6\u0000",
        "01KDVDNA00J57EK6XS859KTW6\ud800",
        "019b76da-a800-4d0d-a64a-c1b6ec4e7c1a"
      })
  void id_isRejected_whenItIsNoUlid(String id) {
    Rejected rejected = Outcomes.rejected(byId(id).check());

    assertThat(rejected.field()).isEqualTo("id");
    assertThat(rejected.problem()).isEqualTo("is not a ULID");
  }

  @Test
  void id_isRejectedForTheWindow_whenItsFirstCharacterIs7() {
    String largest = "7" + "Z".repeat(25);

    Rejected rejected = Outcomes.rejected(byId(largest).check());

    assertThat(rejected.problem()).isEqualTo("lies in the future");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-12-31T23:00:00.123Z",
        "2025-12-31T23:00:00.123999Z",
        "2026-01-01T01:00:00.123+02:00"
      })
  void visit_isAccepted_whenIdAndTimestampAgree(String timestamp) {
    Ulid id = VisitIds.random(Instant.parse("2025-12-31T23:00:00.123Z").toEpochMilli());

    Visit visit = Outcomes.accepted(byId(id.toString()).timestamp(timestamp).check());

    assertThat(visit.id()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(longs = {-3_600_000, -1, 1, 3_600_000})
  void timestamp_isRejected_whenItDiffersFromTheId(long differenceMillis) {
    long time = NOW - 7_200_000;
    String timestamp = Timestamps.format(time + differenceMillis);

    Rejected rejected =
        Outcomes.rejected(byId(VisitIds.random(time).toString()).timestamp(timestamp).check());

    assertThat(rejected.field()).isEqualTo("timestamp");
    assertThat(rejected.problem())
        .isEqualTo("differs from the time in the id, 2025-12-31T22:00:00.000Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2015-05-17", "1431857103", "2015-05-17T10:05:03"})
  void timestamp_isRejected_whenItIsNoDateTime(String timestamp) {
    Rejected rejected = Outcomes.rejected(Drafts.valid().timestamp(timestamp).check());

    assertThat(rejected.field()).isEqualTo("timestamp");
    assertThat(rejected.problem()).isEqualTo("is not an RFC 3339 date-time");
  }

  @Test
  void time_isKept_whenAtEitherEndOfTheWindow() {
    for (long millis : new long[] {EARLIEST, NOW, LATEST}) {
      Visit byTimestamp = Outcomes.accepted(byTimestamp(millis).check());
      Visit byId = Outcomes.accepted(byId(VisitIds.random(millis).toString()).check());

      assertThat(byTimestamp.timestampMillis()).isEqualTo(millis);
      assertThat(byId.timestampMillis()).isEqualTo(millis);
    }
  }

  @Test
  void time_isRejected_whenOneMillisecondTooOld() {
    long millis = EARLIEST - 1;

    Rejected byTimestamp = Outcomes.rejected(byTimestamp(millis).check());
    Rejected byId = Outcomes.rejected(byId(VisitIds.random(millis).toString()).check());

    String allowed = Timestamps.format(EARLIEST) + " to " + Timestamps.format(LATEST);
    assertThat(byTimestamp)
        .isEqualTo(new Rejected("timestamp", "lies too far in the past", allowed));
    assertThat(byId).isEqualTo(new Rejected("id", "lies too far in the past", allowed));
  }

  @Test
  void time_isRejected_whenOneMillisecondTooFarAhead() {
    long millis = LATEST + 1;

    Rejected byTimestamp = Outcomes.rejected(byTimestamp(millis).check());
    Rejected byId = Outcomes.rejected(byId(VisitIds.random(millis).toString()).check());

    assertThat(byTimestamp.field()).isEqualTo("timestamp");
    assertThat(byTimestamp.problem()).isEqualTo("lies in the future");
    assertThat(byId.field()).isEqualTo("id");
    assertThat(byId.problem()).isEqualTo("lies in the future");
  }

  @Test
  void time_isRejected_whenBeforeTheEpochThoughTheWindowIsWider() {
    VisitRules rules =
        new VisitRules(Duration.ofDays(100 * 366), Duration.ZERO, InstantSource.fixed(Visits.NOW));
    VisitDraft draft = Drafts.valid().timestamp("1969-12-31T23:59:59.999Z").build();

    Rejected rejected = Outcomes.rejected(rules.check(draft, Defaults.NONE));

    assertThat(rejected.problem()).isEqualTo("lies too far in the past");
    assertThat(rejected.allowed()).startsWith("1970-01-01T00:00:00.000Z to ");
  }

  @Test
  void window_movesWithTheClock_whenTimePasses() {
    Instant[] now = {Visits.NOW};
    VisitRules rules = new VisitRules(Duration.ofHours(1), Duration.ZERO, () -> now[0]);
    VisitDraft draft = Drafts.valid().timestamp("2026-01-01T00:00:01Z").build();

    CheckResult tooEarly = rules.check(draft, Defaults.NONE);
    now[0] = Visits.NOW.plusSeconds(1);
    CheckResult inTime = rules.check(draft, Defaults.NONE);
    now[0] = Visits.NOW.plusSeconds(3602);
    CheckResult tooLate = rules.check(draft, Defaults.NONE);

    assertThat(Outcomes.rejected(tooEarly).problem()).isEqualTo("lies in the future");
    assertThat(inTime).isInstanceOf(CheckResult.Valid.class);
    assertThat(Outcomes.rejected(tooLate).problem()).isEqualTo("lies too far in the past");
  }

  private static Drafts byId(String id) {
    return Drafts.valid().id(id).timestamp(null);
  }

  private static Drafts byTimestamp(long millis) {
    return Drafts.valid().timestamp(Timestamps.format(millis));
  }
}
