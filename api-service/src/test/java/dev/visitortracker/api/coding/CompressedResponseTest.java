package dev.visitortracker.api.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.visitortracker.api.admission.ConcurrencyLimit;
import dev.visitortracker.api.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class CompressedResponseTest {
  private static final String LONG = "0123456789".repeat(200);

  private final ConcurrencyLimit one = new ConcurrencyLimit(1);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MockServerHttpResponse sent = new MockServerHttpResponse();

  @ParameterizedTest
  @CsvSource({
    "1023, gzip, ''",
    "1024, gzip, gzip",
    "1024, zstd, zstd",
    "5, 'gzip, identity;q=0', gzip",
    "0, zstd, ''"
  })
  void wholeAnswer_isCoded_fromTheSmallestSizeOn(int bytes, String accepted, String coding) {
    String body = "a".repeat(bytes);

    response(accepted).writeWith(Mono.just(buffer(body))).as(StepVerifier::create).verifyComplete();

    assertThat(sent.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING))
        .isEqualTo(coding.isEmpty() ? null : coding);
    assertThat(decoded(sentBytes(), coding)).isEqualTo(body);
    assertThat(sent.getHeaders().getVary()).containsExactly("Accept-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/event-stream", "text/event-stream;charset=utf-8", "image/png"})
  void answer_isAsItWas_whenItsTypeIsNotCompressed(String type) {
    sent.getHeaders().set(HttpHeaders.CONTENT_TYPE, type);

    response("gzip")
        .writeAndFlushWith(Flux.just(Mono.just(buffer(LONG))))
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(sent.getHeaders().containsHeader(HttpHeaders.CONTENT_ENCODING)).isFalse();
    assertThat(sent.getHeaders().getVary()).isEmpty();
    assertThat(new String(sentBytes(), StandardCharsets.UTF_8)).isEqualTo(LONG);
  }

  @Test
  void answer_isCodedOnce_whenItIsCodedAlready() {
    sent.getHeaders().set(HttpHeaders.CONTENT_ENCODING, "br");

    response("gzip").writeWith(Mono.just(buffer(LONG))).as(StepVerifier::create).verifyComplete();

    assertThat(sent.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING)).isEqualTo("br");
    assertThat(sentBytes()).hasSize(LONG.length());
  }

  @Test
  void vary_keepsItsOtherMembers_whateverIsAdded() {
    sent.getHeaders().setVary(List.of("Accept", "Read-After"));

    response("br").setComplete().as(StepVerifier::create).verifyComplete();

    assertThat(sent.getHeaders().getVary())
        .containsExactly("Accept", "Read-After", "Accept-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void piece_canBeReadWhenItIsThere_whateverFollows(String coding) {
    var arrived = new ArrayList<byte[]>();
    sent.setWriteHandler(body -> body.doOnNext(piece -> arrived.add(bytes(piece))).then());
    TestPublisher<DataBuffer> pieces = TestPublisher.create();

    response(coding)
        .writeWith(pieces.flux())
        .as(StepVerifier::create)
        .then(() -> pieces.next(buffer("first")))
        .then(() -> assertThat(decoded(arrived.getFirst(), coding, 5)).isEqualTo("first"))
        .then(() -> pieces.next(buffer("second")))
        .then(pieces::complete)
        .verifyComplete();

    assertThat(decoded(joined(arrived), coding)).isEqualTo("firstsecond");
  }

  @Test
  void stream_isPlain_whileAsManyAreCompressedAsMayBe() {
    TestPublisher<DataBuffer> standing = TestPublisher.create();
    var first = new MockServerHttpResponse();
    response("gzip", first)
        .writeWith(standing.flux())
        .as(StepVerifier::create)
        .then(() -> standing.next(buffer("a")))
        .then(() -> assertThat(codingOfStream()).isNull())
        .thenCancel()
        .verify();

    assertThat(codingOfStream()).isEqualTo("gzip");
    assertThat(codingOfStream()).isEqualTo("gzip");
    assertThat(registry.counter("answers.coded.streams.refused").count()).isOne();
  }

  /** The coding of one more stream, which ends. */
  private @Nullable String codingOfStream() {
    var more = new MockServerHttpResponse();
    response("gzip", more)
        .writeWith(Flux.just(buffer(LONG)))
        .as(StepVerifier::create)
        .verifyComplete();
    return more.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
  }

  @Test
  void compressor_codesNothing_whenItsReaderIsGone() {
    Compressor compressor = Compressor.of(ContentCoding.ZSTD);
    compressor.close();
    compressor.end();

    assertThat(compressor.next(LONG.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private CompressedResponse response(String accepted) {
    return response(accepted, sent);
  }

  private CompressedResponse response(String accepted, MockServerHttpResponse plain) {
    var asked = new HttpHeaders();
    asked.set(HttpHeaders.ACCEPT_ENCODING, accepted);
    return new CompressedResponse(
        asked, plain, DataSize.ofKilobytes(1), one, new Metrics(registry));
  }

  private byte[] sentBytes() {
    return joined(
        sent.getBody()
            .map(CompressedResponseTest::bytes)
            .collectList()
            .blockOptional()
            .orElseThrow());
  }

  private static DataBuffer buffer(String text) {
    return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    return bytes;
  }

  private static byte[] joined(List<byte[]> pieces) {
    var all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static String decoded(byte[] bytes, String coding) {
    return decoded(bytes, coding, Integer.MAX_VALUE);
  }

  /** At most so many bytes, so that the end of the coding need not be there. */
  private static String decoded(byte[] bytes, String coding, int atMost) {
    try {
      return new String(
          decoder(new ByteArrayInputStream(bytes), coding).readNBytes(atMost),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream decoder(InputStream in, String coding) throws IOException {
    return switch (coding) {
      case "gzip" -> new GZIPInputStream(in);
      case "zstd" -> new ZstdInputStreamNoFinalizer(in);
      default -> in;
    };
  }
}
