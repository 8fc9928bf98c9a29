package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VisitIdsTest {
  private static final long MAX = VisitIds.MAX_TIME_MILLIS;

  @Test
  void ids_areOrderedByTime_whenMadeForDifferentMilliseconds() {
    Seeded.repeat(
        5_000,
        random -> {
          long earlier = random.nextLong(MAX);
          long later = random.nextBoolean() ? earlier + 1 : random.nextLong(earlier + 1, MAX + 1);

          List<Ulid> before = allKinds(random, earlier);
          List<Ulid> after = allKinds(random, later);

          for (Ulid a : before) {
            assertThat(after).allMatch(b -> a.compareTo(b) < 0);
            assertThat(after).allMatch(b -> a.toString().compareTo(b.toString()) < 0);
          }
        });
  }

  @Test
  void id_keepsItsTime_whenMadeInAnyWay() {
    for (long time : new long[] {0, 1, 1_431_857_103_000L, MAX - 1, MAX}) {
      Seeded.repeat(
          50, random -> assertThat(allKinds(random, time)).allMatch(id -> id.getTime() == time));
    }
  }

  @Test
  void firstId_bordersItsMillisecond_whenUsedForRanges() {
    Seeded.repeat(
        2_000,
        random -> {
          long time = random.nextLong(1, MAX + 1);

          Ulid first = VisitIds.first(time);

          assertThat(allKinds(random, time)).allMatch(id -> id.compareTo(first) >= 0);
          assertThat(allKinds(random, time - 1)).allMatch(id -> id.compareTo(first) < 0);
        });
  }

  @Test
  void randomIds_areAllDifferent_whenMadeForOneMillisecond() {
    Set<Ulid> ids = new HashSet<>();

    for (int i = 0; i < 100_000; i++) {
      ids.add(VisitIds.random(1_431_857_103_000L));
    }

    assertThat(ids).hasSize(100_000);
  }

  /** Frozen: ids that are stored must come out the same for as long as a retry may arrive. */
  @Test
  void derivedId_isTheKnownOne_whenInputsAreKnown() {
    Ulid id = VisitIds.derived(1_431_857_103_000L, "shop.example", "order-1");

    assertThat(id).hasToString("019NGNB04RJJS7B4T27YA13VDD");
  }

  @Test
  void derivedId_isTheSame_whenTimeSiteAndKeyAre() {
    Seeded.repeat(
        2_000,
        random -> {
          long time = random.nextLong(MAX + 1);
          Visit visit = Visits.any(random);

          Ulid first = VisitIds.derived(time, visit.site(), visit.endpoint());
          Ulid again = VisitIds.derived(time, visit.site(), visit.endpoint());

          assertThat(again).isEqualTo(first);
        });
  }

  @Test
  void derivedId_differs_whenTimeSiteOrKeyDoes() {
    Seeded.repeat(
        2_000,
        random -> {
          long time = random.nextLong(1, MAX);
          Visit visit = Visits.any(random);
          String site = visit.site();
          String key = visit.endpoint();

          List<Ulid> ids =
              List.of(
                  VisitIds.derived(time, site, key),
                  VisitIds.derived(time + 1, site, key),
                  VisitIds.derived(time - 1, site, key),
                  VisitIds.derived(time, site + "a", key),
                  VisitIds.derived(time, site, key + "a"),
                  VisitIds.derived(time, site, ""),
                  VisitIds.derived(time, key, site));

          assertThat(ids).doesNotHaveDuplicates();
        });
  }

  @Test
  void derivedId_differs_whenACharacterMovesFromSiteToKey() {
    Ulid id = VisitIds.derived(0, "ab", "c");

    Ulid other = VisitIds.derived(0, "a", "bc");

    assertThat(other).isNotEqualTo(id);
  }

  private static List<Ulid> allKinds(RandomGenerator random, long time) {
    return List.of(
        VisitIds.first(time),
        VisitIds.random(time),
        VisitIds.derived(time, "site", Long.toHexString(random.nextLong())));
  }

  @Test
  void parsed_isWhatTheLibraryReads_whenCharactersAreMutated() {
    Seeded.repeat(
        50_000,
        random -> {
          char[] text = VisitIds.random(random.nextLong(1L << 48)).toString().toCharArray();
          for (int left = random.nextInt(3); left > 0; left--) {
            text[random.nextInt(text.length)] =
                (char) random.nextInt(random.nextBoolean() ? 128 : 300);
          }
          String id = new String(text);

          assertThat(VisitIds.parse(id)).isEqualTo(Ulid.isValid(id) ? Ulid.from(id) : null);
        });
  }
}
