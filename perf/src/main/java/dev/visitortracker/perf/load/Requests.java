package dev.visitortracker.perf.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a load, written out before it starts: what is left to do for each is one write.
 * They are sent in turn, again and again.
 */
public final class Requests {
  private final List<ByteBuf> requests;

  private Requests(Stream<byte[]> requests) {
    this.requests = requests.map(Requests::keep).toList();
    if (this.requests.isEmpty()) {
      throw new IllegalArgumentException("a load needs a request");
    }
  }

  /**
   * Reads of these paths.
   *
   * @param headers lines such as {@code Cache-Control: no-cache}
   */
  public static Requests get(List<String> paths, String... headers) {
    return new Requests(paths.stream().map(path -> bytes("GET", path, List.of(headers), null)));
  }

  public static Requests post(String path, String contentType, List<byte[]> bodies) {
    List<String> headers = List.of("Content-Type: " + contentType);
    return new Requests(bodies.stream().map(body -> bytes("POST", path, headers, body)));
  }

  /** The bytes of one of them; whoever writes it to a channel leaves them as they are. */
  ByteBuf get(long number) {
    return requests.get((int) (number % requests.size())).duplicate();
  }

  /** The memory is the collector's, so nobody has to release it. */
  private static ByteBuf keep(byte[] bytes) {
    ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory));
  }

  private static byte[] bytes(
      String method, String path, List<String> headers, byte @Nullable [] body) {
    Stream<String> length =
        body == null ? Stream.of() : Stream.of("Content-Length: " + body.length);
    byte[] head =
        Stream.of(
                Stream.of(method + " " + path + " HTTP/1.1", "Host: 127.0.0.1"),
                headers.stream(),
                length,
                Stream.of("", ""))
            .flatMap(lines -> lines)
            .collect(Collectors.joining("\r\n"))
            .getBytes(StandardCharsets.US_ASCII);
    if (body == null) {
      return head;
    }
    byte[] both = new byte[head.length + body.length];
    System.arraycopy(head, 0, both, 0, head.length);
    System.arraycopy(body, 0, both, head.length, body.length);
    return both;
  }
}
