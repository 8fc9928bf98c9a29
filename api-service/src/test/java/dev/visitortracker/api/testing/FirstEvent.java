package dev.visitortracker.api.testing;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The body of an answer that does not end, up to the end of its first event. */
public final class FirstEvent implements BodySubscriber<String> {
  private static final String END = "\n\n";

  private final CompletableFuture<String> body = new CompletableFuture<>();
  private final StringBuilder received = new StringBuilder();
  private @Nullable Subscription subscription;

  /** Reads a stream of events so, and anything else whole and as it was before it was coded. */
  public static BodyHandler<String> orWhole() {
    return answer ->
        answer
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.startsWith("text/event-stream"))
            .<BodySubscriber<String>>map(type -> new FirstEvent())
            .orElseGet(
                () ->
                    BodySubscribers.mapping(
                        BodySubscribers.ofByteArray(),
                        bytes ->
                            decoded(
                                bytes,
                                answer.headers().firstValue("Content-Encoding").orElse(""))));
  }

  private static String decoded(byte[] bytes, String coding) {
    try (InputStream decoder = decoder(new ByteArrayInputStream(bytes), coding)) {
      return new String(decoder.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream decoder(InputStream bytes, String coding) throws IOException {
    return switch (coding) {
      case "" -> bytes;
      case "gzip" -> bytes.available() == 0 ? bytes : new GZIPInputStream(bytes);
      case "zstd" -> new ZstdInputStreamNoFinalizer(bytes);
      default -> throw new IOException("no coding of this service: " + coding);
    };
  }

  @Override
  public CompletionStage<String> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    buffers.forEach(buffer -> received.append(StandardCharsets.UTF_8.decode(buffer)));
    int end = received.indexOf(END);
    if (end >= 0 && body.complete(received.substring(0, end + END.length()))) {
      cancel();
    }
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(received.toString());
  }

  private void cancel() {
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
