package dev.visitortracker.local;

import dev.visitortracker.local.machine.Components;
import dev.visitortracker.local.machine.DataDirectory;
import dev.visitortracker.local.machine.Host;
import dev.visitortracker.local.machine.Program;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Redis, with an append-only file so that a restart keeps what it held. */
public record RedisServer(int port, DataDirectory data, Components components) implements Program {
  static final String NAME = "redis";
  private static final int PROBE_MILLIS = 1_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void prepare() {}

  @Override
  public List<String> command() {
    return List.of(
        components.redisServer().toString(),
        "--bind",
        Host.LOOPBACK,
        "--port",
        Integer.toString(port),
        "--dir",
        data.redis().toString(),
        "--save",
        "",
        "--appendonly",
        "yes",
        "--maxmemory",
        "128mb",
        "--maxmemory-policy",
        "allkeys-lru");
  }

  @Override
  public boolean isReady() {
    try (var socket = new Socket()) {
      socket.connect(Host.address(port), PROBE_MILLIS);
      socket.setSoTimeout(PROBE_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] reply = socket.getInputStream().readNBytes("+PONG".length());
      return new String(reply, StandardCharsets.US_ASCII).equals("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }
}
