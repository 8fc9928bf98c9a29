package dev.visitortracker.api.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.test.util.RaceTestUtils;

/** Two of value, end, deadline and cancellation in the same moment, over and over. */
class DeadlineRacesTest {
  private static final int TRIES = 5_000;
  private static final List<String> VALUE = List.of("value", "end");
  private static final List<String> END = List.of("end");
  private static final List<String> TIMEOUT = List.of("TimeoutException");
  private static final List<String> NOTHING = List.of();

  @Test
  void value_isGivenOnceAndTheTimerIsGone_whenItComesWhileTheDeadlineStarts() {
    for (int i = 0; i < TRIES; i++) {
      var race = new Race();

      RaceTestUtils.race(race::subscribe, race::giveValue);

      assertThat(race.signals()).isEqualTo(VALUE);
      assertThat(race.timer.waiting).hasValue(0);
      assertThat(race.cancellations).hasValue(0);
    }
  }

  @Test
  void oneOfBothIsGiven_whenTheValueComesAtTheDeadline() {
    for (int i = 0; i < TRIES; i++) {
      Race race = subscribed();

      RaceTestUtils.race(race::giveValue, race.timer::fire);

      assertThat(race.signals()).isIn(VALUE, TIMEOUT);
      assertThat(race.cancellations).hasValue(race.signals().equals(TIMEOUT) ? 1 : 0);
      assertThat(race.timer.waiting).hasValue(0);
    }
  }

  @Test
  void oneOfBothIsGiven_whenTheEndComesAtTheDeadline() {
    for (int i = 0; i < TRIES; i++) {
      Race race = subscribed();

      RaceTestUtils.race(race::end, race.timer::fire);

      assertThat(race.signals()).isIn(END, TIMEOUT);
      assertThat(race.timer.waiting).hasValue(0);
    }
  }

  @Test
  void valueIsGivenWholeOrNotAtAll_whenTheSubscriberCancels() {
    for (int i = 0; i < TRIES; i++) {
      Race race = subscribed();

      RaceTestUtils.race(race::giveValue, race::cancel);

      assertThat(race.signals()).isIn(VALUE, NOTHING);
      assertThat(race.cancellations).hasValue(race.signals().equals(NOTHING) ? 1 : 0);
      assertThat(race.timer.waiting).hasValue(0);
    }
  }

  @Test
  void source_isCancelledOnce_whenTheSubscriberCancelsAtTheDeadline() {
    for (int i = 0; i < TRIES; i++) {
      Race race = subscribed();

      RaceTestUtils.race(race::cancel, race.timer::fire);

      assertThat(race.signals()).isIn(TIMEOUT, NOTHING);
      assertThat(race.cancellations).hasValue(1);
      assertThat(race.timer.waiting).hasValue(0);
    }
  }

  private static Race subscribed() {
    var race = new Race();
    race.subscribe();
    return race;
  }

  /** One subscription to a source that gives what it is told to. */
  private static final class Race implements CoreSubscriber<String> {
    final OneTimer timer = new OneTimer();
    final AtomicInteger cancellations = new AtomicInteger();
    private final Sinks.One<String> source = Sinks.one();
    private final Queue<String> signals = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Subscription subscription;

    void subscribe() {
      source
          .asMono()
          .doOnCancel(cancellations::incrementAndGet)
          .transform(Deadlines.within(Duration.ofSeconds(3), timer))
          .subscribe(this);
    }

    void giveValue() {
      source.tryEmitValue("value").orThrow();
    }

    void end() {
      source.tryEmitEmpty().orThrow();
    }

    void cancel() {
      Objects.requireNonNull(subscription).cancel();
    }

    List<String> signals() {
      return List.copyOf(signals);
    }

    @Override
    public void onSubscribe(Subscription started) {
      subscription = started;
      started.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String value) {
      signals.add(value);
    }

    @Override
    public void onError(Throwable error) {
      signals.add(error.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
      signals.add("end");
    }
  }

  /** Runs the task of its only timer when it is told to, also where the timer was just disposed. */
  private static final class OneTimer implements Scheduler {
    final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Runnable task;

    void fire() {
      Objects.requireNonNull(task).run();
    }

    @Override
    public Disposable schedule(Runnable late, long delay, TimeUnit unit) {
      waiting.incrementAndGet();
      task = late;
      return () -> waiting.set(0);
    }

    @Override
    public Disposable schedule(Runnable now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Worker createWorker() {
      throw new UnsupportedOperationException();
    }
  }
}
