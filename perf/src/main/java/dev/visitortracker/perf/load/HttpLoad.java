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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import reactor.netty.resources.LoopResources;

/**
 * A load on one HTTP server: kept-alive connections, with one request at a time on each, from one
 * thread.
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
  private final Duration answerLimit;

  /**
   * @param url scheme, host and port
   * @param connections also the most requests in flight
   */
  public HttpLoad(String url, int connections) {
    this(url, connections, ANSWER_LIMIT);
  }

  HttpLoad(String url, int connections, Duration answerLimit) {
    if (connections < 1) {
      throw new IllegalArgumentException("a load needs a connection, not " + connections);
    }
    URI uri = URI.create(url);
    this.target = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.connections = connections;
    this.answerLimit = answerLimit;
  }

  /**
   * Returns when the last answer has come, or at most the time of an answer after the last request
   * was due: what could not be sent by then is counted as unsent. The thread that sends comes
   * before all others where the JVM may order them so: on shared cores a late send would tell of
   * the sender, and not of the server.
   *
   * @param each is told of each second, on the calling thread
   */
  public LoadResult open(Arrivals arrivals, Requests requests, Consumer<Second> each) {
    return run(
        start -> Schedule.open(arrivals, start),
        arrivals.length().plus(answerLimit),
        requests,
        each,
        Thread.MAX_PRIORITY);
  }

  /** Closed load, as wrk does it: each connection sends again as soon as it has the answer. */
  public LoadResult closed(Duration length, Requests requests, Consumer<Second> each) {
    return run(
        start -> Schedule.closed(start + length.toNanos()),
        length.plus(answerLimit),
        requests,
        each,
        Thread.NORM_PRIORITY);
  }

  private LoadResult run(
      LongFunction<Schedule> schedule,
      Duration limit,
      Requests requests,
      Consumer<Second> each,
      int priority) {
    LoopResources resources = LoopResources.create("load", 1, 1, true, false);
    EventLoopGroup group = resources.onClient(true);
    try {
      Class<? extends Channel> type = resources.onChannelClass(SocketChannel.class, group);
      EventLoop thread = group.next();
      thread.execute(() -> order(priority));
      List<Channel> open = connect(thread, type);
      long start = System.nanoTime() + LEAD.toNanos();
      var loop = new LoadLoop(thread, type, target, requests, schedule.apply(start), answerLimit);
      loop.begin(open);
      return watch(loop, start, limit, each);
    } finally {
      end(group);
    }
  }

  private static void end(EventLoopGroup group) {
    Future<?> ended = group.shutdownGracefully(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended.awaitUninterruptibly(2 * SHUTDOWN_LIMIT.toMillis())) {
      throw new IllegalStateException("the thread of a load has not ended");
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // Nothing is right or wrong by it, only less noisy.
  private static void order(int priority) {
    Thread.currentThread().setPriority(priority);
  }

  private List<Channel> connect(EventLoop thread, Class<? extends Channel> type) {
    List<ChannelFuture> attempts =
        IntStream.range(0, connections)
            .mapToObj(_ -> LoadLoop.bootstrap(thread, type, target).connect())
            .toList();
    return attempts.stream().map(attempt -> attempt.syncUninterruptibly().channel()).toList();
  }

  private static LoadResult watch(
      LoadLoop loop, long start, Duration limit, Consumer<Second> each) {
    var seconds = new Seconds(loop.recorder(), start);
    long nextSecond = start + SECOND.toNanos();
    long deadline = start + limit.toNanos();
    while (!loop.isOver() && System.nanoTime() < deadline) {
      sleep();
      if (System.nanoTime() >= nextSecond) {
        each.accept(seconds.next());
        nextSecond += SECOND.toNanos();
      }
    }
    return seconds.result(loop.close());
  }

  private static void sleep() {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
