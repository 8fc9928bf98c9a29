package dev.visitortracker.api.connection;

import dev.visitortracker.api.telemetry.Metrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.time.InstantSource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http2SettingsSpec;
import reactor.netty.http.HttpProtocol;
import tools.jackson.databind.json.JsonMapper;

/** Has each connection speak HTTP/1.1 or HTTP/2 in clear text, and puts the guards of either. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
  private static final String NAME = "visitor-tracker.";

  /** Requests under way on one connection; the smallest number that RFC 9113 recommends. */
  private static final int MAX_CONCURRENT_STREAMS = 100;

  /** Streams that a client may reset; beyond it its connection is closed (CVE-2023-44487). */
  private static final int MAX_RESETS = 200;

  private static final int SECONDS_OF_RESETS = 30;

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> connectionGuards(
      ConnectionSettings settings,
      ServerProperties server,
      JsonMapper json,
      Metrics metrics,
      InstantSource clock) {
    DataSize maxHeader = server.getMaxHttpRequestHeaderSize();
    var failures = new DecodingFailures(maxHeader);
    var messages = new ProblemMessages(json);
    var dates = new Dates(clock);
    var streams = new StreamLimit(settings.maxStreams(), metrics);
    return factory ->
        factory.addServerCustomizers(
            http ->
                http.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                    .http2Settings(http2 -> bound(http2, maxHeader))
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .childObserve(
                        (connection, state) ->
                            guardStream(connection, state, settings, dates, metrics))
                    .doOnChannelInit(
                        (observer, channel, remote) ->
                            guard(
                                channel,
                                new ProtocolChoice(
                                    new RequestGuard(settings, failures, messages, dates, metrics),
                                    streams,
                                    settings.headerTimeout()))));
  }

  private static void bound(Http2SettingsSpec.Builder http2, DataSize maxHeader) {
    http2
        .maxConcurrentStreams(MAX_CONCURRENT_STREAMS)
        .maxHeaderListSize(maxHeader.toBytes())
        .maxDecodedRstFramesPerWindow(MAX_RESETS, SECONDS_OF_RESETS)
        .maxEncodedRstFramesPerWindow(MAX_RESETS, SECONDS_OF_RESETS);
  }

  private static void guard(Channel channel, ProtocolChoice choice) {
    channel.pipeline().addBefore(NettyPipeline.H2CUpgradeHandler, NAME + "protocol", choice);
  }

  /** A stream of HTTP/2 has a channel of its own, which exists when its request is there. */
  private static void guardStream(
      Connection connection,
      ConnectionObserver.State state,
      ConnectionSettings settings,
      Dates dates,
      Metrics metrics) {
    if (state == ConnectionObserver.State.CONFIGURED
        && connection.channel() instanceof Http2StreamChannel stream) {
      stream
          .pipeline()
          .addFirst(NAME + "reader", new ReaderGuard(settings.readerStall(), metrics))
          .addBefore(NettyPipeline.HttpTrafficHandler, NAME + "stream", new StreamGuard(dates));
    }
  }
}
