package dev.visitortracker.perf.peer;

import dev.visitortracker.event.Visit;
import dev.visitortracker.perf.load.Workload;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The ceiling of every writer: binary COPY on two connections, of bytes that are ready, by a client
 * that does nothing but send them.
 */
public final class BareCopy {
  private static final int BATCH = 5_000;
  private static final int CONNECTIONS = 2;
  private static final String COPY =
      "COPY visit_events (id, site, source_ip, endpoint, method, response_code, user_agent,"
          + " referrer, duration_ms) FROM STDIN (FORMAT binary)";
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  private final Database database;

  public BareCopy(Database database) {
    this.database = database;
  }

  /** Rows a second; the table is emptied first. */
  public double perSecond(int rows) throws SQLException {
    database.empty();
    List<PostgresqlConnection> open = database.connections(CONNECTIONS);
    try {
      List<List<byte[]>> work = batches(rows);
      long start = System.nanoTime();
      long stored =
          Flux.range(0, CONNECTIONS)
              .flatMap(turn -> copy(open.get(turn), work.get(turn)), CONNECTIONS, 1)
              .reduce(0L, Long::sum)
              .blockOptional()
              .orElseThrow();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (stored != rows) {
        throw new IllegalStateException(stored + " of " + rows + " rows stored");
      }
      return rows / seconds;
    } finally {
      Flux.fromIterable(open).concatMap(PostgresqlConnection::close, 1).then().toFuture().join();
    }
  }

  private static Flux<Long> copy(PostgresqlConnection connection, List<byte[]> batches) {
    return Flux.fromIterable(batches)
        .concatMap(
            batch ->
                connection.copyIn(COPY, Mono.fromSupplier(() -> Unpooled.wrappedBuffer(batch))),
            1);
  }

  /** What each connection copies. */
  private static List<List<byte[]>> batches(int rows) {
    Workload workload = new Workload(System.currentTimeMillis());
    List<List<byte[]>> work = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      work.add(new ArrayList<>());
    }
    for (int made = 0; made < rows; made += BATCH) {
      work.get(made / BATCH % CONNECTIONS).add(binary(workload.next(Math.min(BATCH, rows - made))));
    }
    return work;
  }

  private static byte[] binary(List<Visit> visits) {
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
}
