package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the node that serves its reads.
 *
 * @param after only nodes that have everything before this position may serve
 * @param caller who reads, null where that is not known; the selection by address sends the same
 *     caller to the same node
 */
public record ReadTerms(Position after, @Nullable InetAddress caller) {
  /** These terms; in addition, nodes must have all records before the position. */
  public ReadTerms with(Position shown) {
    return new ReadTerms(after.and(shown), caller);
  }

  /** Whether the answer must not be older than a write; no cache may give it then. */
  public boolean isAfterAWrite() {
    return !after.equals(Position.START);
  }
}
