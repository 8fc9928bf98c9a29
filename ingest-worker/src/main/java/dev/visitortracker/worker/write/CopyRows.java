package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.worker.decode.DecodedVisit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The fast path: {@code COPY … FROM STDIN (FORMAT binary)}. It stores all rows or, where one of
 * them is refused or already there, none.
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

  private CopyRows() {}

  /** Copies the visits and answers how many there were. */
  static Mono<Long> copy(PostgresqlConnection connection, List<DecodedVisit> visits) {
    return connection.copyIn(COPY, Mono.fromSupplier(() -> encode(visits)));
  }

  static ByteBuf encode(List<DecodedVisit> visits) {
    ByteBuf out =
        PooledByteBufAllocator.DEFAULT.buffer(SIGNATURE.length + visits.size() * TYPICAL_ROW_BYTES);
    out.writeBytes(SIGNATURE).writeInt(0).writeInt(0);
    for (DecodedVisit decoded : visits) {
      row(out, decoded.visit());
    }
    return out.writeShort(END);
  }

  private static void row(ByteBuf out, Visit visit) {
    out.writeShort(RowColumns.COUNT);
    out.writeInt(2 * Long.BYTES);
    out.writeLong(visit.id().getMostSignificantBits());
    out.writeLong(visit.id().getLeastSignificantBits());
    text(out, visit.site());
    address(out, visit.sourceIp());
    text(out, visit.endpoint());
    text(out, visit.method());
    out.writeInt(Short.BYTES).writeShort(visit.responseCode());
    text(out, visit.userAgent());
    text(out, visit.referrer());
    integer(out, visit.durationMillis());
  }

  private static void text(ByteBuf out, @Nullable String text) {
    if (text == null) {
      out.writeInt(NULL);
      return;
    }
    int lengthAt = out.writerIndex();
    out.writeInt(0);
    out.setInt(lengthAt, ByteBufUtil.writeUtf8(out, text));
  }

  private static void integer(ByteBuf out, @Nullable Integer value) {
    if (value == null) {
      out.writeInt(NULL);
    } else {
      out.writeInt(Integer.BYTES).writeInt(value);
    }
  }

  private static void address(ByteBuf out, InetAddress address) {
    byte[] bytes = address.getAddress();
    out.writeInt(INET_HEADER + bytes.length);
    out.writeByte(bytes.length == 4 ? INET_FAMILY_4 : INET_FAMILY_6);
    out.writeByte(bytes.length * Byte.SIZE);
    out.writeByte(0);
    out.writeByte(bytes.length);
    out.writeBytes(bytes);
  }
}
