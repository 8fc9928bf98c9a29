package dev.visitortracker.worker.health;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * Handles each request in a task of its own on its connection's event loop. Reactor Netty 1.3.6 and
 * 1.3.7 stop reading from a kept connection for ever when a request that came before the last
 * answer was settled is answered within the call that hands it over (<a
 * href="https://github.com/reactor/reactor-netty/issues/4361">issue 4361</a>). 1.3.8 needs a newer
 * Netty than Spring Boot 4.1.1 is tested with.
 */
@Component
final class ReactorNetty4361Workaround
    implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
  @Override
  public void customize(NettyReactiveWebServerFactory factory) {
    factory.addServerCustomizers(http -> http.mapHandle(ReactorNetty4361Workaround::handleLater));
  }

  private static Mono<Void> handleLater(Mono<Void> handling, Connection connection) {
    return handling.subscribeOn(Schedulers.fromExecutor(connection.channel().eventLoop()));
  }
}
