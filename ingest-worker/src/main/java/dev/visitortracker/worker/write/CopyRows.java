package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The rows of a batch in the format of {@code COPY … FROM STDIN (FORMAT binary)}, the fast path. It
 * stores all rows or, where one of them is refused or already there, none.
 *
 * <p>Format: PostgreSQL documentation, COPY, "Binary Format"; {@code inet} as in its network.c:
 * family, bits, is_cidr, length, address.
 */
final class CopyRows {
  private static final String COPY =
      "COPY visit_events (" + RowColumns.NAMES + ") FROM STDIN (FORMAT binary)";

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int TYPICAL_ROW_BYTES = 256;
  private static final int NULL = -1;
  private static final int END = -1;
  private static final int INET_FAMILY_4 = 2;
  private static final int INET_FAMILY_6 = 3;
  private static final int INET_HEADER = 4;

  private final ByteBuf out;
  private int count;

  /**
   * @param expected how many rows will be added
   */
  CopyRows(int expected) {
    // On the heap, because a batch that is thrown away releases nothing.
    out = Unpooled.buffer(SIGNATURE.length + expected * TYPICAL_ROW_BYTES);
    out.writeBytes(SIGNATURE).writeInt(0).writeInt(0);
  }

  void add(Visit visit) {
    count++;
    out.writeShort(RowColumns.COUNT);
    out.writeInt(2 * Long.BYTES);
    out.writeLong(visit.id().getMostSignificantBits());
    out.writeLong(visit.id().getLeastSignificantBits());
    text(visit.site());
    address(visit.sourceIp());
    text(visit.endpoint());
    text(visit.method());
    out.writeInt(Short.BYTES).writeShort(visit.responseCode());
    text(visit.userAgent());
    text(visit.referrer());
    integer(visit.durationMillis());
  }

  int sizeInBytes() {
    return out.readableBytes();
  }

  /**
   * Copies the rows in the caller's transaction. May be subscribed to again.
   *
   * @return an error signal where PostgreSQL counts another number of rows; the caller must then
   *     roll back
   */
  Mono<Void> copy(PostgresqlConnection connection) {
    return connection
        .copyIn(
            COPY, Mono.fromSupplier(() -> Unpooled.wrappedBuffer(out.retainedDuplicate(), end())))
        .flatMap(
            copied ->
                copied == count
                    ? Mono.empty()
                    : Mono.error(
                        () ->
                            new IllegalStateException(
                                "COPY stored %d of %d rows".formatted(copied, count))));
  }

  private static ByteBuf end() {
    return Unpooled.buffer(Short.BYTES).writeShort(END);
  }

  private void text(@Nullable String text) {
    if (text == null) {
      out.writeInt(NULL);
      return;
    }
    int lengthAt = out.writerIndex();
    out.writeInt(0);
    out.setInt(lengthAt, ByteBufUtil.writeUtf8(out, text));
  }

  private void integer(@Nullable Integer value) {
    if (value == null) {
      out.writeInt(NULL);
    } else {
      out.writeInt(Integer.BYTES).writeInt(value);
    }
  }

  private void address(InetAddress address) {
    byte[] bytes = address.getAddress();
    out.writeInt(INET_HEADER + bytes.length);
    out.writeByte(bytes.length == 4 ? INET_FAMILY_4 : INET_FAMILY_6);
    out.writeByte(bytes.length * Byte.SIZE);
    out.writeByte(0);
    out.writeByte(bytes.length);
    out.writeBytes(bytes);
  }
}
