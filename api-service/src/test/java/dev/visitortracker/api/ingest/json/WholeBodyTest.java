package dev.visitortracker.api.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.ingest.request.BodyKind;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.token.Preferences;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class WholeBodyTest {
  private static final NettyDataBufferFactory BUFFERS =
      new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);
  private static final long UNKNOWN = -1;

  private final ByteBudget budget = new ByteBudget(DataSize.ofBytes(3_200));
  private final IngestSettings settings =
      new Binder(
              new MapConfigurationPropertySource(
                  Map.of("max-body", "150B", "max-line", "150B", "max-bytes-in-flight", "4800B")))
          .bindOrCreate("", IngestSettings.class);

  @Test
  void body_isWhole_whenItComesInPieces() {
    read(UNKNOWN, Flux.just(piece("[1,"), piece("2]")))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .as(StepVerifier::create)
        .expectNext("[1,2]")
        .verifyComplete();
  }

  @Test
  void buffersOfTheNetwork_areFree_whileTheSenderStandsStill() {
    DataBuffer first = piece("[1,");
    ByteBuf buffer = NettyDataBufferFactory.toByteBuf(first);

    read(100, Flux.just(first).concatWith(Flux.never()))
        .as(StepVerifier::create)
        .then(() -> assertThat(buffer.refCnt()).isZero())
        .then(() -> assertThat(budget.current()).isEqualTo(100))
        .thenCancel()
        .verify();
  }

  @Test
  void body_isRefusedUnread_whenWhatItAnnouncesFindsNoRoom() {
    budget.tryTake(3_000);

    read(100, Flux.error(new AssertionError("was read")))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertRefused(error, ProblemType.OVER_CAPACITY));
  }

  @Test
  void body_isRefused_whenItGrowsBeyondTheRoomThatIsThere() {
    budget.tryTake(2_400);
    DataBuffer second = piece("2".repeat(50));
    ByteBuf buffer = NettyDataBufferFactory.toByteBuf(second);

    read(UNKNOWN, Flux.just(piece("1".repeat(40)), second))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertRefused(error, ProblemType.OVER_CAPACITY));
    assertThat(buffer.refCnt()).isZero();
  }

  @Test
  void body_isTooLarge_whenItGrowsBeyondItsOwnBound() {
    read(UNKNOWN, Flux.just(piece("1".repeat(100)), piece("2".repeat(51))))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertRefused(error, ProblemType.TOO_LARGE));
  }

  @Test
  void body_isTooLarge_whenItAnnouncesThat() {
    read(151, Flux.error(new AssertionError("was read")))
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertRefused(error, ProblemType.TOO_LARGE));
  }

  private static void assertRefused(Throwable error, ProblemType type) {
    assertThat(error)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().type()).isEqualTo(type));
  }

  private Mono<byte[]> read(long contentLength, Flux<DataBuffer> body) {
    return WholeBody.read(request(contentLength, body), budget.share(), settings);
  }

  private static IngestRequest request(long contentLength, Flux<DataBuffer> body) {
    return new IngestRequest(
        BodyKind.JSON,
        "demo",
        1,
        LogFormat.AUTO,
        InetAddress.getLoopbackAddress(),
        null,
        null,
        Preferences.NONE,
        contentLength,
        body);
  }

  private static DataBuffer piece(String text) {
    return BUFFERS.allocateBuffer(text.length()).write(text.getBytes(StandardCharsets.UTF_8));
  }
}
