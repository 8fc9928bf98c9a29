package dev.visitortracker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.blocking.BlockingCalls;
import io.netty.channel.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.netty.http.HttpResources;

/** Shows that the other integration tests fail where an event loop of the service is blocked. */
class BlockingCallsIT {
  @Test
  void call_failsAndIsKept_whenItBlocksAnEventLoopOfTheServer() {
    EventLoop serverLoop = HttpResources.get().onServer(true).next();
    var neverOpen = new CountDownLatch(1);

    Future<Boolean> blocking = serverLoop.submit(() -> neverOpen.await(9, TimeUnit.SECONDS));

    assertThatThrownBy(() -> blocking.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BlockingOperationError.class);
    assertThat(BlockingCalls.take()).hasSize(1);
  }
}
