package dev.visitortracker.perf.certify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.perf.journey.Objectives;
import dev.visitortracker.perf.journey.VisibleProbe;
import dev.visitortracker.perf.load.LoadResult;
import dev.visitortracker.perf.load.Outcomes;
import dev.visitortracker.perf.load.Second;
import dev.visitortracker.perf.report.Check;
import dev.visitortracker.perf.watch.Moment;
import dev.visitortracker.perf.watch.ProcessUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** 300 seconds with one fault: killed at 100 s, back at 110 s. */
class PromisesTest {
  private static final Objectives OBJECTIVES = Objectives.parse("p99=50ms,visible=1s");
  private static final int LENGTH = 300;

  private final List<Second> events = new ArrayList<>(seconds(100));
  private final List<Second> reads = new ArrayList<>(seconds(10));
  private final List<VisibleProbe> visibleProbes = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private Fault fault = Fault.BROKER;
  private long missing;

  PromisesTest() {
    for (int second = 0; second < LENGTH; second++) {
      visibleProbes.add(new VisibleProbe(second * 1_000_000_000L, 100_000_000));
      moments.add(moment(second, 300L << 20));
    }
  }

  @Test
  void certificate_passes_whenEverythingHeld() {
    assertThat(broken()).isEmpty();
  }

  @Test
  void refusalsWithRetryAfter_areHonest_whileTheOnlyBrokerIsAway() {
    events.set(105, second(105, 10, 90, 0, 5));

    assertThat(broken()).isEmpty();
  }

  @Test
  void refusals_breakTheCertificate_whenThePartIsNotNeeded() {
    fault = Fault.REDIS;
    events.set(105, second(105, 10, 90, 0, 5));

    assertThat(broken()).singleElement().asString().startsWith("redis killed at 100 s");
  }

  @Test
  void failures_breakTheCertificate_alsoWhileABrokerIsAway() {
    events.set(105, second(105, 99, 0, 1, 5));

    assertThat(broken()).singleElement().asString().startsWith("kafka killed at 100 s");
  }

  @Test
  void refusals_breakTheCertificate_whenTheFaultIsLongOver() {
    events.set(250, second(250, 99, 1, 0, 5));

    assertThat(broken()).containsExactly("Outside of faults every event was accepted");
  }

  @Test
  void latency_breaksTheCertificate_outsideOfFaultsOnly() {
    for (int i = 100; i < 106; i++) {
      events.set(i, second(i, 100, 0, 0, 4_000));
    }
    assertThat(broken()).isEmpty();

    for (int i = 250; i < 256; i++) {
      events.set(i, second(i, 100, 0, 0, 60));
    }
    assertThat(broken())
        .containsExactly("p99 of an event's answer at most 50 ms outside of faults");
  }

  @Test
  void visibility_breaksTheCertificate_whenAReplicaIsAwayButNotWhenTheWorkerIs() {
    for (int i = 0; i < 20; i++) {
      visibleProbes.add(new VisibleProbe(105_000_000_000L, 5_000_000_000L));
    }
    fault = Fault.WORKER;
    assertThat(broken()).isEmpty();

    fault = Fault.REPLICA;
    assertThat(broken()).singleElement().asString().startsWith("replica-1 killed");
  }

  @Test
  void lostVisit_breaksTheCertificate() {
    missing = 1;

    assertThat(broken()).containsExactly("Every accepted probe became visible");
  }

  @Test
  void growth_breaksTheCertificate() {
    moments.clear();
    for (int second = 0; second < LENGTH; second++) {
      moments.add(moment(second, (200L + second) << 20));
    }

    assertThat(broken()).containsExactly("Memory of api-1 stayed flat");
  }

  private List<String> broken() {
    var held =
        new Held(
            0,
            LENGTH,
            result(events),
            result(reads),
            visibleProbes,
            LENGTH,
            LENGTH,
            missing,
            List.of(new Window(fault, 100, 110)),
            moments);
    return new Promises(OBJECTIVES, held)
        .checks().stream().filter(check -> !check.held()).map(Check::promise).toList();
  }

  private static LoadResult result(List<Second> seconds) {
    Outcomes all = seconds.stream().map(Second::outcomes).reduce(Outcomes.NONE, Outcomes::plus);
    return new LoadResult(0, LENGTH, all, new Histogram(3), seconds);
  }

  private static List<Second> seconds(long good) {
    return IntStream.range(0, LENGTH).mapToObj(at -> second(at, good, 0, 0, 5)).toList();
  }

  private static Second second(int at, long good, long refused, long failed, long millis) {
    Histogram latency = new Histogram(3);
    latency.recordValueWithCount(millis * 1000, good);
    Map<Integer, Long> byStatus = Map.of(202, good, 503, refused, 500, failed);
    return new Second(
        at, 1, new Outcomes(good + refused + failed, 0, 0, byStatus, refused, 0, 0), latency);
  }

  private static Moment moment(int at, long bytes) {
    return new Moment(at, Map.of("api-1", new ProcessUse(at, bytes)), OptionalLong.of(0));
  }
}
