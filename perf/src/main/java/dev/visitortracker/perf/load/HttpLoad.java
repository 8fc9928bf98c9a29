package dev.visitortracker.perf.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import reactor.netty.resources.LoopResources;

/**
 * Loads one HTTP server over kept-alive connections, with one request at a time on each.
 *
 * <p>{@link #open} sends at the times of {@link Arrivals}, whatever the server does: latency counts
 * from the time at which a request was due, so a server that stalls shows in every request that had
 * to wait for it. Connections bound what is in flight; where all are taken, requests wait, and
 * count as late. {@link #closed} asks again as soon as it has the answer, which finds the most that
 * a server can do and hides its stalls.
 */
public final class HttpLoad {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration LEAD = Duration.ofMillis(20);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

  private final InetSocketAddress target;
  private final int connections;
  private final int threads;
  private final Duration answerLimit;

  /**
   * @param url scheme, host and port
   * @param connections also the most requests in flight
   */
  public HttpLoad(String url, int connections, int threads) {
    this(url, connections, threads, ANSWER_LIMIT);
  }

  HttpLoad(String url, int connections, int threads, Duration answerLimit) {
    if (threads < 1 || connections < threads) {
      throw new IllegalArgumentException(
          "a load needs a thread, and a connection for each: %d threads, %d connections"
              .formatted(threads, connections));
    }
    URI uri = URI.create(url);
    this.target = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.connections = connections;
    this.threads = threads;
    this.answerLimit = answerLimit;
  }

  /**
   * Returns when the last answer has come, or at most the time of an answer after the last request
   * was due: what could not be sent by then is counted as unsent. The threads that send come before
   * all others where the JVM may order them so: on shared cores a late send would tell of the
   * sender, and not of the server.
   *
   * @param each is told of each second, on the calling thread
   */
  public LoadResult open(Arrivals arrivals, Requests requests, Consumer<Second> each) {
    return run(
        (lane, start) -> Schedule.open(arrivals, lane, threads, start),
        arrivals.length().plus(answerLimit),
        requests,
        each,
        Thread.MAX_PRIORITY);
  }

  /** As wrk does: each connection asks again as soon as it has the answer. */
  public LoadResult closed(Duration length, Requests requests, Consumer<Second> each) {
    return run(
        (lane, start) -> Schedule.closed(start + length.toNanos()),
        length.plus(answerLimit),
        requests,
        each,
        Thread.NORM_PRIORITY);
  }

  private LoadResult run(
      Schedules schedules, Duration limit, Requests requests, Consumer<Second> each, int priority) {
    LoopResources resources = LoopResources.create("load", 1, threads, true, false);
    EventLoopGroup group = resources.onClient(true);
    try {
      Class<? extends Channel> type = resources.onChannelClass(SocketChannel.class, group);
      List<EventLoop> loops = new ArrayList<>();
      List<List<Channel>> open = new ArrayList<>();
      for (int lane = 0; lane < threads; lane++) {
        EventLoop loop = group.next();
        loop.execute(() -> order(priority));
        loops.add(loop);
        open.add(
            connect(loop, type, connections / threads + (lane < connections % threads ? 1 : 0)));
      }
      long start = System.nanoTime() + LEAD.toNanos();
      List<LoadLoop> lanes = new ArrayList<>();
      for (int lane = 0; lane < threads; lane++) {
        lanes.add(
            new LoadLoop(
                loops.get(lane), type, target, requests, schedules.of(lane, start), answerLimit));
      }
      for (int lane = 0; lane < threads; lane++) {
        lanes.get(lane).begin(open.get(lane));
      }
      return watch(lanes, start, limit, each);
    } finally {
      end(group);
    }
  }

  private static void end(EventLoopGroup group) {
    Future<?> ended = group.shutdownGracefully(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended.awaitUninterruptibly(2 * SHUTDOWN_LIMIT.toMillis())) {
      throw new IllegalStateException("the threads of a load have not ended");
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // Nothing is right or wrong by it, only less noisy.
  private static void order(int priority) {
    Thread.currentThread().setPriority(priority);
  }

  private List<Channel> connect(EventLoop loop, Class<? extends Channel> type, int count) {
    List<ChannelFuture> attempts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attempts.add(LoadLoop.bootstrap(loop, type, target).connect());
    }
    return attempts.stream().map(attempt -> attempt.syncUninterruptibly().channel()).toList();
  }

  private interface Schedules {
    Schedule of(int lane, long start);
  }

  private static LoadResult watch(
      List<LoadLoop> lanes, long start, Duration limit, Consumer<Second> each) {
    Observer observer = new Observer(lanes, start);
    long nextSecond = start + SECOND.toNanos();
    long deadline = start + limit.toNanos();
    while (!lanes.stream().allMatch(LoadLoop::isOver) && System.nanoTime() < deadline) {
      sleep();
      if (System.nanoTime() >= nextSecond) {
        each.accept(observer.second());
        nextSecond += SECOND.toNanos();
      }
    }
    long unsent = lanes.stream().mapToLong(LoadLoop::close).sum();
    return observer.result(unsent);
  }

  private static void sleep() {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Adds up what the lanes have tallied. */
  private static final class Observer {
    private final List<LoadLoop> lanes;
    private final long start;
    private final List<Second> seconds = new ArrayList<>();
    private final Histogram latency = new Histogram(Tally.DIGITS);
    private Outcomes before = Outcomes.NONE;
    private double beforeAt;

    Observer(List<LoadLoop> lanes, long start) {
      this.lanes = lanes;
      this.start = start;
    }

    Second second() {
      double at = (System.nanoTime() - start) / 1e9;
      Outcomes now = outcomes();
      Histogram interval = new Histogram(Tally.DIGITS);
      lanes.forEach(lane -> interval.add(lane.tally().latencySinceLastCall()));
      latency.add(interval);
      var second = new Second(at, at - beforeAt, now.minus(before), interval);
      seconds.add(second);
      before = now;
      beforeAt = at;
      return second;
    }

    LoadResult result(long unsent) {
      second();
      return new LoadResult(start, beforeAt, before.withUnsent(unsent), latency, seconds);
    }

    private Outcomes outcomes() {
      return lanes.stream()
          .map(lane -> lane.tally().outcomes())
          .reduce(Outcomes.NONE, Outcomes::plus);
    }
  }
}
