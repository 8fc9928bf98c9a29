package dev.visitortracker.perf.bench;

import dev.visitortracker.event.Visit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The forms in which PostgreSQL takes rows, written as plainly as can be. */
final class Rows {
  private static final String COLUMNS =
      "id, site, source_ip, endpoint, method, response_code, user_agent, referrer, duration_ms";
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final String UNNEST =
      "INSERT INTO visit_events ("
          + COLUMNS
          + ") SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]::inet[], $4::text[],"
          + " $5::text[], $6::smallint[], $7::text[], $8::text[], $9::int[])"
          + " ON CONFLICT (id) DO NOTHING RETURNING id";

  private Rows() {}

  static Mono<Long> copyBinary(PostgresqlConnection connection, byte[] rows) {
    return copy(connection, rows, "binary");
  }

  static Mono<Long> copyText(PostgresqlConnection connection, byte[] rows) {
    return copy(connection, rows, "text");
  }

  static Mono<Long> unnest(PostgresqlConnection connection, List<Visit> visits) {
    return connection
        .createStatement(UNNEST)
        .bind("$1", visits.stream().map(visit -> visit.id().toUuid()).toArray(UUID[]::new))
        .bind("$2", visits.stream().map(Visit::site).toArray(String[]::new))
        .bind("$3", visits.stream().map(Rows::address).toArray(String[]::new))
        .bind("$4", visits.stream().map(Visit::endpoint).toArray(String[]::new))
        .bind("$5", visits.stream().map(Visit::method).toArray(String[]::new))
        .bind(
            "$6", visits.stream().map(visit -> (short) visit.responseCode()).toArray(Short[]::new))
        .bind("$7", visits.stream().map(visit -> visit.userAgent()).toArray(String[]::new))
        .bind("$8", visits.stream().map(visit -> visit.referrer()).toArray(String[]::new))
        .bind("$9", visits.stream().map(visit -> visit.durationMillis()).toArray(Integer[]::new))
        .execute()
        .concatMap(result -> result.map(row -> row.get(0, UUID.class)), 1)
        .count();
  }

  static byte[] text(List<Visit> visits) {
    StringBuilder text = new StringBuilder(visits.size() * 256);
    for (Visit visit : visits) {
      text.append(visit.id().toUuid()).append('\t').append(visit.site());
      text.append('\t').append(address(visit)).append('\t').append(visit.endpoint());
      text.append('\t').append(visit.method()).append('\t').append(visit.responseCode());
      text.append('\t').append(orNull(visit.userAgent()));
      text.append('\t').append(orNull(visit.referrer()));
      text.append('\t').append(orNull(visit.durationMillis())).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] binary(List<Visit> visits) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(visits.size() * 256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(SIGNATURE);
      out.writeLong(0);
      for (Visit visit : visits) {
        binary(out, visit);
      }
      out.writeShort(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void binary(DataOutputStream out, Visit visit) throws IOException {
    out.writeShort(9);
    out.writeInt(16);
    out.writeLong(visit.id().getMostSignificantBits());
    out.writeLong(visit.id().getLeastSignificantBits());
    binary(out, visit.site());
    out.writeInt(8);
    out.writeInt(0x02_20_00_04); // AF_INET, 32 bits, no cidr, 4 bytes
    out.write(visit.sourceIp().getAddress());
    binary(out, visit.endpoint());
    binary(out, visit.method());
    out.writeInt(2);
    out.writeShort(visit.responseCode());
    binary(out, visit.userAgent());
    binary(out, visit.referrer());
    if (visit.durationMillis() == null) {
      out.writeInt(-1);
    } else {
      out.writeInt(4);
      out.writeInt(visit.durationMillis());
    }
  }

  private static void binary(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
    } else {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private static Mono<Long> copy(PostgresqlConnection connection, byte[] rows, String format) {
    ByteBuf buffer = Unpooled.wrappedBuffer(rows);
    return connection.copyIn(
        "COPY visit_events (" + COLUMNS + ") FROM STDIN (FORMAT " + format + ")",
        Mono.just(buffer));
  }

  private static String address(Visit visit) {
    return visit.sourceIp().getHostAddress();
  }

  private static Object orNull(@Nullable Object value) {
    return value == null ? "\\N" : value;
  }
}
