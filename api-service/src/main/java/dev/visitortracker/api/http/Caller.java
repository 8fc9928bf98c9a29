package dev.visitortracker.api.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Who sent a request.
 *
 * @param address of the connection's other end; of this machine where the connection is gone
 */
public record Caller(InetAddress address) {
  public static Caller of(ServerHttpRequest request) {
    InetSocketAddress remote = request.getRemoteAddress();
    return new Caller(remote == null ? InetAddress.getLoopbackAddress() : remote.getAddress());
  }
}
