package dev.visitortracker.api.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.testing.Gzip;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BodyExpanderTest {
  private static final byte[] TEXT = text(200_000);

  private final ByteBudget budget = new ByteBudget(DataSize.ofMegabytes(16));
  private final BodyExpander expander =
      new BodyExpander(
          new CodingSettings(
              DataSize.ofMegabytes(20),
              200,
              DataSize.ofMegabytes(1),
              2,
              Duration.ofSeconds(1),
              DataSize.ofKilobytes(1),
              32),
          budget);

  @ParameterizedTest
  @CsvSource({"GZIP,1", "GZIP,7", "GZIP,1000000", "ZSTD,1", "ZSTD,7", "ZSTD,1000000"})
  void body_isAsBefore_howeverItIsCut(ContentCoding coding, int pieceBytes) {
    expanded(coding, cut(coded(coding, TEXT), pieceBytes))
        .as(StepVerifier::create)
        .assertNext(bytes -> assertThat(bytes).isEqualTo(TEXT))
        .verifyComplete();
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void body_isAllItsMembers_whenItHasSeveral(ContentCoding coding) {
    byte[] two = join(coded(coding, text(100)), coded(coding, text(50)));

    expanded(coding, cut(two, 3))
        .as(StepVerifier::create)
        .assertNext(bytes -> assertThat(bytes).isEqualTo(join(text(100), text(50))))
        .verifyComplete();
  }

  /** Extra field, name, comment and header checksum, as gzip and other programs write them. */
  @Test
  void gzip_isRead_whenItsHeaderHasAllParts() {
    byte[] plain = coded(ContentCoding.GZIP, TEXT);
    byte[] header = {0x1f, (byte) 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3};
    byte[] parts = {3, 0, 'e', 'x', 't', 'n', 0, 'c', 0, 1, 2};
    byte[] full = join(header, parts, Arrays.copyOfRange(plain, 10, plain.length));

    expanded(ContentCoding.GZIP, cut(full, 1))
        .as(StepVerifier::create)
        .assertNext(bytes -> assertThat(bytes).isEqualTo(TEXT))
        .verifyComplete();
  }

  @ParameterizedTest
  @MethodSource
  void body_isUnreadable_whenItIsBroken(ContentCoding coding, byte[] broken) {
    assertRefused(coding, cut(broken, 1_000), ProblemType.UNREADABLE_BODY);
  }

  static Stream<Arguments> body_isUnreadable_whenItIsBroken() {
    return Stream.of(ContentCoding.GZIP, ContentCoding.ZSTD)
        .flatMap(
            coding -> {
              byte[] whole = coded(coding, TEXT);
              return Stream.of(
                      new byte[0],
                      "{\"endpoint\":\"/a\"}".getBytes(StandardCharsets.UTF_8),
                      Arrays.copyOf(whole, 5),
                      Arrays.copyOf(whole, whole.length / 2),
                      Arrays.copyOf(whole, whole.length - 1),
                      join(whole, new byte[] {1, 2, 3}),
                      damaged(whole))
                  .map(bytes -> Arguments.of(coding, bytes));
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void body_isRefusedWithTheRatio_whenItIsABomb(ContentCoding coding) {
    assertRefused(coding, cut(coded(coding, new byte[10_000_000]), 32_768), ProblemType.TOO_LARGE)
        .containsEntry("max_ratio", 200L);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "ZSTD"})
  void body_isRefusedWithTheLimit_whenItExpandsTooFar(ContentCoding coding) {
    assertRefused(coding, cut(coded(coding, text(21_000_000)), 32_768), ProblemType.TOO_LARGE)
        .containsEntry("max_expanded_bytes", 20L * 1024 * 1024);
  }

  @Test
  void body_isReadNoFurther_thanWhatIsAskedFor() {
    var asked = new AtomicInteger();
    Flux<DataBuffer> body =
        cut(coded(ContentCoding.GZIP, text(5_000_000)), 1_000)
            .doOnNext(piece -> asked.incrementAndGet());

    expander
        .expand(body, ContentCoding.GZIP)
        .as(expanded -> StepVerifier.create(expanded, 1))
        .expectNextCount(1)
        .then(() -> assertThat(asked).hasValueLessThan(200))
        .thenCancel()
        .verify();
  }

  @Test
  void zstd_isRefused_whileTooManyBodiesAreRead() {
    Flux<DataBuffer> endless = Flux.never();
    var first = expander.expand(endless, ContentCoding.ZSTD).subscribe();
    var second = expander.expand(endless, ContentCoding.ZSTD).subscribe();

    assertRefused(
        ContentCoding.ZSTD, cut(coded(ContentCoding.ZSTD, TEXT), 100), ProblemType.OVER_CAPACITY);
    first.dispose();
    second.dispose();

    expanded(ContentCoding.ZSTD, cut(coded(ContentCoding.ZSTD, TEXT), 100))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();
  }

  /** 2^27 bytes, as {@code zstd --long} writes: 128 MiB for each such body. */
  @Test
  void zstd_isRefused_whenItWantsAWindowAbove8MiB() {
    byte[] header = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((27 - 10) << 3), 1, 0, 0};

    assertRefused(ContentCoding.ZSTD, cut(header, 100), ProblemType.UNREADABLE_BODY);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "'', IDENTITY",
        "identity, IDENTITY",
        "GZip, GZIP",
        "x-gzip, GZIP",
        "zstd, ZSTD",
        "br, null",
        "'gzip, gzip', null"
      })
  void coding_isTakenOnce_whateverItsCase(String value, ContentCoding coding) {
    assertThat(ContentCoding.of(List.of(value))).isEqualTo(coding);
  }

  private MapAssert<String, Object> assertRefused(
      ContentCoding coding, Flux<DataBuffer> body, ProblemType type) {
    Problem refused =
        expander
            .expand(body, coding)
            .doOnNext(DataBufferUtils::release)
            .then(Mono.<Problem>empty())
            .onErrorResume(ProblemException.class, unusable -> Mono.just(unusable.problem()))
            .blockOptional()
            .orElseThrow();
    assertThat(refused.type()).isEqualTo(type);
    return assertThat(refused.members());
  }

  private Mono<byte[]> expanded(ContentCoding coding, Flux<DataBuffer> body) {
    return DataBufferUtils.join(expander.expand(body, coding))
        .map(
            joined -> {
              byte[] bytes = new byte[joined.readableByteCount()];
              joined.read(bytes);
              return bytes;
            });
  }

  private static Flux<DataBuffer> cut(byte[] bytes, int pieceBytes) {
    int pieces = (bytes.length + pieceBytes - 1) / pieceBytes;
    return Flux.range(0, pieces)
        .map(
            i ->
                Arrays.copyOfRange(
                    bytes, i * pieceBytes, Math.min(bytes.length, (i + 1) * pieceBytes)))
        .map(DefaultDataBufferFactory.sharedInstance::wrap);
  }

  private static byte[] coded(ContentCoding coding, byte[] bytes) {
    return coding == ContentCoding.ZSTD ? zstd(bytes) : Gzip.of(bytes);
  }

  private static byte[] zstd(byte[] bytes) {
    var context = new ZstdCompressCtx();
    try (context) {
      context.setChecksum(true);
      return context.compress(bytes);
    }
  }

  /** Compressible, but nowhere near the ratio. */
  private static byte[] text(int length) {
    var random = new Random(1);
    byte[] text = new byte[length];
    IntStream.range(0, length).forEach(i -> text[i] = (byte) ('a' + random.nextInt(4)));
    return text;
  }

  private static byte[] damaged(byte[] bytes) {
    byte[] damaged = bytes.clone();
    damaged[damaged.length - 3] ^= 1;
    return damaged;
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }
}
