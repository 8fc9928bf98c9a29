package dev.visitortracker.api.connection;

import dev.visitortracker.api.telemetry.Metrics;
import io.netty.channel.Channel;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Bounds what connections may hold: their number, and what waits for a client that stands still.
 */
@Configuration(proxyBeanMethods = false)
class ConnectionBounds {
  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> boundConnections(
      ConnectionSettings settings, Metrics metrics) {
    var limit = new ConnectionLimit(settings.maxConnections(), metrics);
    return factory ->
        factory.addServerCustomizers(
            http ->
                http.doOnChannelInit(
                    (observer, channel, remote) -> bound(channel, limit, settings, metrics)));
  }

  private static void bound(
      Channel channel, ConnectionLimit limit, ConnectionSettings settings, Metrics metrics) {
    if (limit.admit(channel)) {
      channel
          .pipeline()
          .addFirst("visitor-tracker.reader", new ReaderGuard(settings.readerStall(), metrics));
    }
  }
}
