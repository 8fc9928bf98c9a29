package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What a request asks of the node that serves its reads. It travels in the Reactor context from the
 * route to the replica set, so that the stages between need not hand it on.
 *
 * @param after only nodes that have everything before this position may serve
 * @param caller who reads, null where that is not known; {@link AddressHash} sends the same caller
 *     to the same node
 */
public record ReadTerms(Position after, @Nullable InetAddress caller) {
  private static final ReadTerms NONE = new ReadTerms(Position.START, null);

  /** Those of the request that the context belongs to. */
  public static ReadTerms of(ContextView context) {
    return context.hasKey(ReadTerms.class) ? context.get(ReadTerms.class) : NONE;
  }

  /** The same, and that nodes have everything before this position, too. */
  public ReadTerms with(Position shown) {
    return new ReadTerms(after.and(shown), caller);
  }

  public Context writeTo(Context context) {
    return context.put(ReadTerms.class, this);
  }

  /** Whether the answer must not be older than a write; no cache may give it then. */
  public boolean isAfterAWrite() {
    return !after.equals(Position.START);
  }
}
