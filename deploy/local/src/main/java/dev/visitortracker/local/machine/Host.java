package dev.visitortracker.local.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The one address on which everything listens. */
public final class Host {
  public static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECT_MILLIS = 1_000;

  public static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(address(port), CONNECT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  public static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private Host() {}
}
