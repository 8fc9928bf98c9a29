package dev.visitortracker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.blocking.BlockingCalls;
import io.netty.channel.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.netty.http.HttpResources;

/** Shows that the other integration tests fail where an event loop of the service is blocked. */
class BlockingCallsIT {
  @Test
  void call_isKept_whenItBlocksAnEventLoopOfTheServer() throws Exception {
    EventLoop serverLoop = HttpResources.get().onServer(true).next();
    var neverOpen = new CountDownLatch(1);

    Future<Boolean> blocking = serverLoop.submit(() -> neverOpen.await(200, TimeUnit.MILLISECONDS));

    assertThat(blocking.get(60, TimeUnit.SECONDS)).isFalse();
    assertThat(BlockingCalls.take()).isNotEmpty();
  }
}
