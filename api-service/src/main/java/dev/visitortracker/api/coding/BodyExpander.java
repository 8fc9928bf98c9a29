package dev.visitortracker.api.coding;

import com.github.luben.zstd.util.Native;
import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;

/**
 * Expands compressed bodies. One element is at most 32 KiB and made when it is asked for, so a body
 * that grows a thousandfold takes no more memory than any other. Errors are {@link
 * ProblemException}s.
 */
public final class BodyExpander {
  private final CodingSettings settings;
  private final ByteBudget budget;
  private final AtomicInteger zstdBodies = new AtomicInteger();

  /**
   * @param budget what the windows of zstd bodies are taken from
   */
  public BodyExpander(CodingSettings settings, ByteBudget budget) {
    this.settings = settings;
    this.budget = budget;
    // Unpacks a file, for which the event loop of the first body or answer must not wait.
    Native.load();
  }

  /** The body as it was before it was coded. */
  public Flux<DataBuffer> expand(Flux<DataBuffer> body, ContentCoding coding) {
    return switch (coding) {
      case IDENTITY -> body;
      case GZIP ->
          Flux.using(
              () -> new Expansion(new GzipDecoder(), settings),
              expansion -> expand(body, expansion),
              Expansion::close);
      case ZSTD ->
          Flux.using(this::openZstd, expansion -> expand(body, expansion), this::closeZstd);
    };
  }

  /** The first operator on the body copies and releases each buffer, so that none is kept. */
  private static Flux<DataBuffer> expand(Flux<DataBuffer> body, Expansion expansion) {
    return body.map(BodyExpander::copy)
        .concatMap(piece -> pieces(piece, expansion), 1)
        .concatWith(Flux.defer(() -> end(expansion)));
  }

  private static Flux<DataBuffer> pieces(byte[] piece, Expansion expansion) {
    expansion.feed(piece);
    return Flux.generate(
        next -> {
          byte[] bytes = expansion.pull();
          if (bytes.length == 0) {
            next.complete();
          } else {
            next.next(DefaultDataBufferFactory.sharedInstance.wrap(bytes));
          }
        });
  }

  private static Flux<DataBuffer> end(Expansion expansion) {
    expansion.end();
    return Flux.empty();
  }

  private static byte[] copy(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  private Expansion openZstd() {
    if (zstdBodies.incrementAndGet() > settings.maxZstdBodies()) {
      zstdBodies.decrementAndGet();
      throw overCapacity(
          "no more than " + settings.maxZstdBodies() + " zstd bodies are read at once");
    }
    if (!budget.tryTake(ZstdDecoder.MAX_WINDOW_IN_BYTES)) {
      zstdBodies.decrementAndGet();
      throw overCapacity("as many bytes of bodies are held as may be");
    }
    return new Expansion(new ZstdDecoder(), settings);
  }

  private ProblemException overCapacity(String why) {
    return new ProblemException(
        Problem.of(ProblemType.OVER_CAPACITY, why).withRetryAfter(settings.retryAfter()));
  }

  private void closeZstd(Expansion expansion) {
    try {
      expansion.close();
    } finally {
      budget.giveBack(ZstdDecoder.MAX_WINDOW_IN_BYTES);
      zstdBodies.decrementAndGet();
    }
  }
}
