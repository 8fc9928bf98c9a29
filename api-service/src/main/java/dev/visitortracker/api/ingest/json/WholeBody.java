package dev.visitortracker.api.ingest.json;

import dev.visitortracker.api.admission.ByteBudget.Share;
import dev.visitortracker.api.ingest.outcome.Refusals;
import dev.visitortracker.api.ingest.request.IngestRequest;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Mono;

/**
 * A body that is read as a whole. Its pieces move to the heap as they arrive, so that a sender that
 * stands still keeps no buffer of the network. A length that the sender announces is taken from the
 * budget before anything is read, any other piece by piece.
 */
final class WholeBody {
  private final Share share;
  private final IngestSettings settings;
  private final List<byte[]> pieces = new ArrayList<>();
  private long taken;
  private int size;

  private WholeBody(Share share, IngestSettings settings) {
    this.share = share;
    this.settings = settings;
  }

  /**
   * Empty where the sender sends nothing. Errors are {@link ProblemException}s: too large, or more
   * than this instance has room for.
   *
   * <p>A piece has at least a byte, so one more piece than bytes are allowed is always too much.
   * The bound is no formality: a receiver of unbounded demand is told twice by Reactor Netty when a
   * body breaks off, and the second time ends in the log as an error.
   */
  static Mono<byte[]> read(IngestRequest request, Share share, IngestSettings settings) {
    long maxBytes = settings.maxBody().toBytes();
    return Mono.defer(
        () -> {
          var whole = new WholeBody(share, settings);
          whole.refuse(request.contentLength());
          return request
              .body()
              .take(maxBytes + 1)
              .map(WholeBody::copy)
              .doOnNext(whole::add)
              .then(Mono.fromSupplier(whole::join));
        });
  }

  /** What is announced and cannot be taken. */
  private void refuse(long announced) {
    if (announced > settings.maxBody().toBytes()) {
      throw new ProblemException(Refusals.tooLarge(settings.maxBody()));
    }
    take(announced);
  }

  private void add(byte[] piece) {
    if (size + piece.length > settings.maxBody().toBytes()) {
      throw new ProblemException(Refusals.tooLarge(settings.maxBody()));
    }
    take(size + piece.length);
    size += piece.length;
    pieces.add(piece);
  }

  private void take(long inAll) {
    if (inAll > taken) {
      if (!share.tryGrow(inAll - taken)) {
        throw new ProblemException(Refusals.overCapacity(settings.retryAfter()));
      }
      taken = inAll;
    }
  }

  private byte[] join() {
    if (pieces.size() == 1) {
      return pieces.getFirst();
    }
    var whole = new byte[size];
    int end = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, whole, end, piece.length);
      end += piece.length;
    }
    pieces.clear();
    return whole;
  }

  private static byte[] copy(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }
}
