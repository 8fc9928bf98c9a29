package dev.visitortracker.perf.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a load with its connections: an event loop that feeds a {@link Dispatcher}. A
 * connection that is lost is opened again, so that a server that comes back is used again.
 */
final class LoadLoop {
  /** What reads the answers is added when the load begins. */
  private static final ChannelHandler NO_HANDLER =
      new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {}
      };

  private static final Duration TICK = Duration.ofMillis(1);
  private static final Duration RECONNECT_PAUSE = Duration.ofMillis(50);
  private static final int CONNECT_LIMIT_MILLIS = 2_000;

  /** Apart from each other, so that connections do not send the same request at once. */
  private static final int STRIDE = 37;

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Requests requests;
  private final Schedule schedule;
  private final Duration answerLimit;
  private final OutcomeRecorder recorder = new OutcomeRecorder();
  private final Dispatcher dispatcher;
  private final List<Connection> connections = new ArrayList<>();
  private long adopted;
  private volatile boolean over;
  private volatile boolean closed;
  private volatile @Nullable Future<?> ticking;

  LoadLoop(
      EventLoop loop,
      Class<? extends Channel> type,
      SocketAddress target,
      Requests requests,
      Schedule schedule,
      Duration answerLimit) {
    this.loop = loop;
    this.requests = requests;
    this.schedule = schedule;
    this.answerLimit = answerLimit;
    this.dispatcher = new Dispatcher(schedule, System::nanoTime, recorder);
    this.bootstrap = bootstrap(loop, type, target);
  }

  static Bootstrap bootstrap(EventLoop loop, Class<? extends Channel> type, SocketAddress target) {
    return new Bootstrap()
        .group(loop)
        .channel(type)
        .remoteAddress(target)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_LIMIT_MILLIS)
        .handler(NO_HANDLER);
  }

  OutcomeRecorder recorder() {
    return recorder;
  }

  /**
   * Everything is sent and answered.
   *
   * @throws IllegalStateException where the loop itself has failed
   */
  boolean isOver() {
    Future<?> ticks = ticking;
    if (ticks != null && ticks.isDone()) {
      throw new IllegalStateException("the load has failed", ticks.cause());
    }
    return over;
  }

  /** Sends from now on, over these connections. */
  void begin(List<Channel> open) {
    loop.execute(
        () -> {
          open.forEach(this::adopt);
          ticking = loop.scheduleAtFixedRate(this::tick, 0, TICK.toNanos(), TimeUnit.NANOSECONDS);
        });
  }

  /** Gives up what is not answered yet, and answers how many requests were never sent. */
  long close() {
    closed = true;
    loop.submit(() -> connections.forEach(connection -> connection.expire(Long.MAX_VALUE)))
        .syncUninterruptibly();
    return over ? 0 : schedule.left();
  }

  private void tick() {
    dispatcher.sendDue();
    long sentBefore = System.nanoTime() - answerLimit.toNanos();
    connections.forEach(connection -> connection.expire(sentBefore));
    over = dispatcher.isOver() && connections.stream().noneMatch(Connection::isWaiting);
  }

  private void adopt(Channel channel) {
    var connection =
        new Connection(
            channel,
            dispatcher,
            recorder,
            requests,
            System::nanoTime,
            STRIDE * adopted++,
            this::lost);
    if (!channel.isActive()) {
      reconnect();
      return;
    }
    connections.add(connection);
    channel.pipeline().addLast(connection);
    dispatcher.free(connection);
  }

  private void lost(Connection connection) {
    connections.remove(connection);
    reconnect();
  }

  private void reconnect() {
    if (!closed) {
      var _ = loop.schedule(this::connect, RECONNECT_PAUSE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void connect() {
    ChannelFuture attempt = bootstrap.connect();
    var _ =
        attempt.addListener(
            result -> {
              if (result.isSuccess()) {
                adopt(attempt.channel());
              } else {
                reconnect();
              }
            });
  }
}
