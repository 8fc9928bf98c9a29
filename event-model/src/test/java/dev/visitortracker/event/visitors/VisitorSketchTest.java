package dev.visitortracker.event.visitors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.event.Seeded;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorSketchTest {
  private static final int SHARDS = 8;

  /** Three standard deviations of a merged sketch: of 1 000 estimates three may be off by more. */
  private static final double OFF_BY_CHANCE = 3 * 0.0163;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40, 300})
  void estimate_isExact_whenVisitorsAreFew(int visitors) {
    Seeded.repeat(
        200,
        random -> {
          Visitors counted = merged(sketches(random, visitors)).visitors();

          assertThat(counted.estimate()).isEqualTo(visitors);
          assertThat(counted.lower()).isEqualTo(visitors);
          assertThat(counted.upper()).isEqualTo(visitors);
        });
  }

  @ParameterizedTest
  @CsvSource({"1000,40", "20000,20", "300000,4"})
  void estimate_isWithinTheStatedError_whenVisitorsAreMany(int visitors, int times) {
    Seeded.repeat(
        times,
        random ->
            assertThat((double) merged(sketches(random, visitors)).visitors().estimate())
                .isBetween(visitors * (1 - OFF_BY_CHANCE), visitors * (1 + OFF_BY_CHANCE)));
  }

  @Test
  void bounds_holdTheTrueNumber_in95OfAHundredCases() {
    int visitors = 5_000;
    List<Boolean> held = new ArrayList<>();

    Seeded.repeat(
        300,
        random -> {
          Visitors counted = merged(sketches(random, visitors)).visitors();
          held.add(counted.lower() <= visitors && visitors <= counted.upper());
          assertThat(counted.upper() - counted.lower()).isLessThan((long) (visitors * 0.072));
        });

    // The deviation of a share of 300 is 1.3 %.
    assertThat(Collections.frequency(held, true)).isGreaterThan(300 * 91 / 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 300, 20_000, 50_000})
  void union_isTheSame_inWhateverOrderItIsMade(int visitors) {
    Seeded.repeat(
        20,
        random -> {
          List<byte[]> sketches = sketches(random, visitors);
          Visitors inOrder = merged(sketches).visitors();
          List<byte[]> shuffled = new ArrayList<>(sketches);
          Collections.shuffle(shuffled, new Random(random.nextLong()));

          VisitorUnion nested = merged(shuffled.subList(0, 3));
          nested.add(merged(shuffled.subList(2, SHARDS)));

          assertThat(merged(shuffled).visitors()).isEqualTo(inOrder);
          assertThat(nested.visitors()).isEqualTo(inOrder);
        });
  }

  @Test
  void union_isWithinTheStatedError_whenListsBecomeRegistersOnTheWay() {
    Seeded.repeat(
        100,
        random -> {
          int visitors = random.nextInt(300, 20_000);
          List<byte[]> sketches = sketches(random, visitors);
          Collections.shuffle(sketches, new Random(random.nextLong()));

          VisitorUnion nested = merged(sketches.subList(0, 3));
          nested.add(merged(sketches.subList(2, SHARDS)));

          assertThat((double) nested.visitors().estimate())
              .isBetween(visitors * (1 - OFF_BY_CHANCE), visitors * (1 + OFF_BY_CHANCE));
        });
  }

  @Test
  void sketch_isUnchanged_whenItsVisitorsComeAgain() {
    Seeded.repeat(
        50,
        random -> {
          long[] visitors = random.longs(random.nextInt(1, 20_000)).toArray();
          byte[] once = sketch(VisitorSketch.empty(), visitors).bytes();

          VisitorSketch twice = sketch(VisitorSketch.of(once), visitors);

          assertThat(twice.hasChanged()).isFalse();
          assertThat(twice.bytes()).isEqualTo(once);
        });
  }

  @Test
  void sketch_goesOn_whereItsBytesEnded() {
    Seeded.repeat(
        50,
        random -> {
          long[] first = random.longs(random.nextInt(1, 20_000)).toArray();
          long[] second = random.longs(random.nextInt(1, 20_000)).toArray();
          VisitorSketch whole = sketch(sketch(VisitorSketch.empty(), first), second);
          VisitorSketch parts = VisitorSketch.of(sketch(VisitorSketch.empty(), first).bytes());

          sketch(parts, second);

          assertThat(parts.hasChanged()).isTrue();
          assertThat(parts.bytes()).isEqualTo(whole.bytes());
          assertThat(parts.bytes()).hasSizeLessThanOrEqualTo(VisitorSketch.MAX_BYTES);
        });
  }

  @Test
  void nobody_isCounted_inAnEmptySketch() {
    assertThat(new VisitorUnion().visitors()).isEqualTo(Visitors.NONE);
    assertThat(merged(List.of(VisitorSketch.empty().bytes())).visitors()).isEqualTo(Visitors.NONE);
    assertThat(VisitorSketch.empty().hasChanged()).isFalse();
  }

  @Test
  void visitor_isTheAddressAndTheUserAgent_andNothingElse() {
    VisitorHash hash = new VisitorHash();
    long visitor = hash.of(visit("192.0.2.7", "curl/8", "/a"));

    assertThat(hash.of(visit("192.0.2.7", "curl/8", "/b"))).isEqualTo(visitor);
    assertThat(new VisitorHash().of(visit("192.0.2.7", new String("curl/8"), "/a")))
        .isEqualTo(visitor);
    assertThat(
            List.of(
                hash.of(visit("192.0.2.8", "curl/8", "/a")),
                hash.of(visit("192.0.2.7", "curl/9", "/a")),
                hash.of(visit("192.0.2.7", "", "/a")),
                hash.of(visit("192.0.2.7", null, "/a")),
                hash.of(visit("2001:db8::7", "curl/8", "/a")),
                hash.of(visit("2001:db8::8", "curl/8", "/a")),
                visitor))
        .doesNotHaveDuplicates();
  }

  /** What the shards of a site hold when each visitor was seen by one of them or by several. */
  private static List<byte[]> sketches(RandomGenerator random, int visitors) {
    List<VisitorSketch> shards = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      shards.add(VisitorSketch.empty());
    }
    for (int i = 0; i < visitors; i++) {
      long visitor = random.nextLong();
      for (int seen = random.nextInt(1, 4); seen > 0; seen--) {
        shards.get(random.nextInt(SHARDS)).add(visitor);
      }
    }
    return new ArrayList<>(shards.stream().map(VisitorSketch::bytes).toList());
  }

  private static VisitorSketch sketch(VisitorSketch sketch, long[] visitors) {
    for (long visitor : visitors) {
      sketch.add(visitor);
    }
    return sketch;
  }

  private static VisitorUnion merged(List<byte[]> sketches) {
    VisitorUnion union = new VisitorUnion();
    sketches.forEach(union::add);
    return union;
  }

  private static Visit visit(String address, @Nullable String userAgent, String endpoint) {
    return new Visit(
        VisitIds.random(0),
        "shop",
        InetAddress.ofLiteral(address),
        endpoint,
        "GET",
        200,
        userAgent,
        null,
        null);
  }
}
