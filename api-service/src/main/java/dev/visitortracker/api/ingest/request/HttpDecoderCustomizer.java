package dev.visitortracker.api.ingest.request;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpRequestDecoderSpec;

/**
 * How much of a body arrives at once. Netty cuts bodies into pieces of 8 KiB, and the lines of one
 * piece are published together: larger pieces cost Kafka fewer batches and this service fewer
 * calls.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class HttpDecoderCustomizer
    implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
  private final int maxPieceBytes;
  private final int maxHeaderBytes;

  HttpDecoderCustomizer(IngestSettings ingest, ServerProperties server) {
    this.maxPieceBytes = (int) ingest.maxRead().toBytes();
    this.maxHeaderBytes = (int) server.getMaxHttpRequestHeaderSize().toBytes();
  }

  @Override
  public void customize(NettyReactiveWebServerFactory factory) {
    factory.addServerCustomizers(http -> http.httpRequestDecoder(this::bound));
  }

  /** The decoder starts from its own defaults, so that the header's limit is set once more. */
  @SuppressWarnings("deprecation") // It works, and nothing has come in its place.
  private HttpRequestDecoderSpec bound(HttpRequestDecoderSpec decoder) {
    return decoder.maxHeaderSize(maxHeaderBytes).maxChunkSize(maxPieceBytes);
  }
}
