package dev.visitortracker.api.connection;

import dev.visitortracker.api.telemetry.Metrics;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.time.InstantSource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

/** Puts the guards on each connection: one before the HTTP codec, one behind it. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {
  private static final String NAME = "visitor-tracker.";

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> connectionGuards(
      ConnectionSettings settings,
      ServerProperties server,
      JsonMapper json,
      Metrics metrics,
      InstantSource clock) {
    var failures = new DecodingFailures(server.getMaxHttpRequestHeaderSize());
    var messages = new ProblemMessages(json);
    var dates = new Dates(clock);
    return factory ->
        factory.addServerCustomizers(
            http ->
                http.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .doOnChannelInit(
                        (observer, channel, remote) ->
                            guard(
                                channel.pipeline(),
                                new RequestGuard(settings, failures, messages, dates, metrics))));
  }

  private static void guard(ChannelPipeline pipeline, RequestGuard guard) {
    pipeline.addBefore(NettyPipeline.HttpCodec, NAME + "bytes", new ByteGuard(guard));
    pipeline.addAfter(NettyPipeline.HttpCodec, NAME + "requests", guard);
  }
}
