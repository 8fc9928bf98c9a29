package dev.visitortracker.worker.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class CopyRowsTest {
  private static final Ulid ID = VisitIds.random(1_767_225_600_000L);
  private static final String HEADER = hex("PGCOPY\n") + "ff" + hex("\r\n") + "00".repeat(9);

  private final List<String> copied = new ArrayList<>();
  private final CopyRows rows = new CopyRows(1);

  @Test
  void bytes_areTheBinaryFormatOfPostgresql_withFieldsThatAreNull() {
    rows.add(visit("192.0.2.7", null, null));

    rows.copy(connection(1)).as(StepVerifier::create).verifyComplete();

    assertThat(copied)
        .containsExactly(
            HEADER
                + "0009"
                + ("00000010" + HexFormat.of().formatHex(bytes(ID)))
                + ("00000004" + hex("shop"))
                + ("00000008" + "02200004" + "c0000207")
                + ("00000006" + hex("/höme"))
                + ("00000003" + hex("GET"))
                + ("00000002" + "00c8")
                + "ffffffff".repeat(3)
                + "ffff");
  }

  @Test
  void address_isWrittenWithItsFamily_whenItIsIpv6() {
    rows.add(visit("2001:db8::7", "curl/8", 12));

    rows.copy(connection(1)).as(StepVerifier::create).verifyComplete();

    assertThat(copied.getFirst())
        .contains("00000014" + "03800010" + "20010db8000000000000000000000007")
        .endsWith("00000006" + hex("curl/8") + "ffffffff" + "00000004" + "0000000c" + "ffff");
  }

  @Test
  void copy_sendsTheSameAgain_whenItIsTriedAgain() {
    rows.add(visit("192.0.2.7", null, null));

    rows.copy(connection(1)).as(StepVerifier::create).verifyComplete();
    rows.copy(connection(1)).as(StepVerifier::create).verifyComplete();

    assertThat(copied).hasSize(2);
    assertThat(copied.getLast()).isEqualTo(copied.getFirst());
  }

  @Test
  void copy_fails_whenPostgresqlCountsAnotherNumberOfRows() {
    rows.add(visit("192.0.2.7", null, null));
    rows.add(visit("192.0.2.8", null, null));

    rows.copy(connection(1)).as(StepVerifier::create).verifyErrorMessage("COPY stored 1 of 2 rows");
  }

  /** Takes what is copied, and says that so many rows were stored. */
  private PostgresqlConnection connection(long stored) {
    return (PostgresqlConnection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PostgresqlConnection.class},
            (proxy, method, arguments) -> copyIn((Publisher<?>) arguments[1], stored));
  }

  private Object copyIn(Publisher<?> bytes, long stored) {
    return Flux.from(bytes)
        .cast(ByteBuf.class)
        .doOnNext(
            buffer -> {
              copied.add(ByteBufUtil.hexDump(buffer));
              buffer.release();
            })
        .then(Mono.just(stored));
  }

  private static Visit visit(
      String address, @Nullable String userAgent, @Nullable Integer durationMillis) {
    return new Visit(
        ID,
        "shop",
        InetAddress.ofLiteral(address),
        "/höme",
        "GET",
        200,
        userAgent,
        null,
        durationMillis);
  }

  private static byte[] bytes(Ulid id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
