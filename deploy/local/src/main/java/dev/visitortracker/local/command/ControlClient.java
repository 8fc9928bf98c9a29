package dev.visitortracker.local.command;

import dev.visitortracker.local.machine.StackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Speaks to the stack that runs on a data directory. */
record ControlClient(Path dataDirectory) {

  /** Returns when the request was carried out; empty where no stack runs. */
  Optional<ControlReply> send(ControlRequest request) {
    SocketChannel channel;
    try {
      channel =
          SocketChannel.open(
              UnixDomainSocketAddress.of(new ControlSocket(dataDirectory).toConnect()));
    } catch (IOException notRunning) {
      return Optional.empty();
    }
    try (channel) {
      return Optional.of(exchange(channel, request));
    } catch (IOException e) {
      throw new StackException("lost the stack on " + dataDirectory + ": " + e.getMessage(), e);
    }
  }

  private static ControlReply exchange(SocketChannel channel, ControlRequest request)
      throws IOException {
    var writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
    var reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    writer.write(Json.MAPPER.writeValueAsString(request) + "\n");
    writer.flush();
    String line = reader.readLine();
    if (line == null) {
      throw new StackException("the stack ended before it answered");
    }
    return Json.MAPPER.readValue(line, ControlReply.class);
  }
}
