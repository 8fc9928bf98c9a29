package dev.visitortracker.api.query;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** A reader of an answer without end who takes nothing any more. */
public final class StalledReader {
  private StalledReader() {}

  /** The server itself would wait until the reader has taken what was written before the error. */
  public static void disconnect(ServerHttpResponse response) {
    ServerHttpResponseDecorator.<HttpServerResponse>getNativeResponse(response)
        .withConnection(Connection::dispose);
  }
}
