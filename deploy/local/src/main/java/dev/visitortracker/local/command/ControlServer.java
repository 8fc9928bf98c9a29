package dev.visitortracker.local.command;

import dev.visitortracker.local.LocalStack;
import dev.visitortracker.local.Part;
import dev.visitortracker.local.machine.StackException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import tools.jackson.core.JacksonException;

/** Answers {@code ctl}: one line with a request per connection, one line with the reply. */
final class ControlServer implements AutoCloseable {
  private final LocalStack stack;
  private final Path socket;
  private final ServerSocketChannel channel;

  private ControlServer(LocalStack stack, Path socket, ServerSocketChannel channel) {
    this.stack = stack;
    this.socket = socket;
    this.channel = channel;
  }

  static ControlServer open(LocalStack stack) throws IOException {
    Path socket = new ControlSocket(stack.dataDirectory()).toOpen();
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    var server = new ControlServer(stack, socket, channel);
    Thread.ofVirtual().name("control").start(server::accept);
    return server;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(socket);
  }

  private void accept() {
    while (channel.isOpen()) {
      try {
        SocketChannel client = channel.accept();
        Thread.ofVirtual().name("control-client").start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        var reader = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
        var writer = Channels.newWriter(client, StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      if (line != null) {
        writer.write(Json.MAPPER.writeValueAsString(reply(line)) + "\n");
      }
    } catch (IOException gone) {
      // Who asked does not wait for the answer any more; what was asked for is done.
    }
  }

  private ControlReply reply(String line) {
    try {
      var request = Json.MAPPER.readValue(line, ControlRequest.class);
      act(request);
      return new ControlReply(stack.status(), null);
    } catch (StackException | JacksonException e) {
      return new ControlReply(null, e.getMessage());
    }
  }

  private void act(ControlRequest request) {
    switch (request.action()) {
      case STATUS -> {}
      case STOP -> part(request).stop();
      case START -> part(request).start();
      case KILL -> part(request).kill();
      case PAUSE -> part(request).pause();
      case RESUME -> part(request).resume();
      case PROMOTE -> stack.promote(part(request).name());
    }
  }

  private Part part(ControlRequest request) {
    String name = request.part();
    if (name == null) {
      throw new StackException("which part?");
    }
    return stack.part(name);
  }
}
