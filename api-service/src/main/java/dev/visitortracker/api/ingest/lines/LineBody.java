package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.ingest.outcome.Refusals;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * A body as lines. One part is what one read of the network has completed: large under load, and at
 * once where a sender trickles, without a timer.
 *
 * <p>The first operator on the body copies and releases each buffer, so that none is held when the
 * request is cancelled.
 */
public final class LineBody {
  private final int maxLineBytes;
  private final Duration stallTimeout;

  public LineBody(int maxLineBytes, Duration stallTimeout) {
    this.maxLineBytes = maxLineBytes;
    this.stallTimeout = stallTimeout;
  }

  Flux<BodyPart> read(Flux<DataBuffer> body, long firstLine, LineEnds ends) {
    return Flux.defer(() -> split(body, new LineSplitter(maxLineBytes, firstLine, ends)));
  }

  private Flux<BodyPart> split(Flux<DataBuffer> body, LineSplitter splitter) {
    return body.map(LineBody::copy)
        .timeout(stallTimeout)
        .<BodyPart>map(
            bytes -> new BodyPart.Lines(splitter.feed(bytes), splitter.lastLine(), bytes.length))
        .concatWith(
            Mono.fromSupplier(() -> new BodyPart.Lines(splitter.end(), splitter.lastLine(), 0)))
        .onErrorResume(LineBody::brokenOff);
  }

  private static byte[] copy(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private static Mono<BodyPart> brokenOff(Throwable error) {
    return switch (error) {
      case TimeoutException stalled -> Mono.just(new BodyPart.BrokenOff(stalled()));
      case ProblemException unusable -> Mono.just(new BodyPart.BrokenOff(unusable.problem()));
      case IOException gone -> Mono.just(new BodyPart.BrokenOff(gone()));
      case AbortedException gone -> Mono.just(new BodyPart.BrokenOff(gone()));
      default -> Mono.error(error);
    };
  }

  /** Nobody reads it, but the events before it are counted like all others. */
  private static Problem gone() {
    return Problem.of(ProblemType.UNREADABLE_BODY, "the body broke off");
  }

  private static Problem stalled() {
    return Refusals.stalled("nothing of the body arrived in time");
  }
}
