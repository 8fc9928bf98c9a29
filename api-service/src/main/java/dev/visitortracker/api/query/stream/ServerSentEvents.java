package dev.visitortracker.api.query.stream;

import dev.visitortracker.api.tail.TailedVisit;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.api.token.VisitTokens;
import dev.visitortracker.event.VisitJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The forms of the live tail's events (<a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>).
 * The id of an event is the stream's position behind it, so that a reader that comes back with it
 * goes on there. An event of an id only is none to the page, but its id counts.
 */
final class ServerSentEvents {
  private final VisitTokens tokens;

  /**
   * Why a stream ends that would go on; the names appear in metrics as they are, in events in lower
   * case.
   */
  enum End {
    /** Too many others are reading what they have missed. */
    BUSY,
    /** Kafka or the databases cannot be read now, or have changed. */
    INTERRUPTED,
    /** This instance ends. */
    CLOSING
  }

  ServerSentEvents(VisitTokens tokens) {
    this.tokens = tokens;
  }

  /** What comes first: where the stream is, and how long to wait before coming back to it. */
  byte[] opening(Position at, Duration retry) {
    return bytes("retry: " + retry.toMillis() + "\nid: " + tokens.write(at) + "\n\n");
  }

  byte[] visit(TailedVisit tailed) {
    byte[] head = bytes("id: " + tokens.write(tailed.behind()) + "\ndata: ");
    byte[] json = VisitJson.write(tailed.visit());
    var event = new byte[head.length + json.length + 2];
    System.arraycopy(head, 0, event, 0, head.length);
    System.arraycopy(json, 0, event, head.length, json.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  /** Nothing has come, and everything before the position has been looked at. */
  byte[] heartbeat(Position at) {
    return bytes(": heartbeat\nid: " + tokens.write(at) + "\n\n");
  }

  /**
   * Visits that the reader asked for and does not get.
   *
   * @param skipped how many offsets are left out, or null where that cannot be known
   * @param reason one of a few words
   */
  byte[] gap(@Nullable Long skipped, String reason) {
    return bytes(
        "event: gap\ndata: {\"skipped\":" + skipped + ",\"reason\":\"" + reason + "\"}\n\n");
  }

  /**
   * @param at what the reader has got, or null where that is nothing
   */
  byte[] end(End reason, @Nullable Position at) {
    String word = reason.name().toLowerCase(Locale.ROOT);
    return bytes(
        at == null
            ? "event: end\ndata: {\"reason\":\"" + word + "\"}\n\n"
            : "event: end\ndata: {\"reason\":\"%s\",\"last_event_id\":\"%s\"}\n\n"
                .formatted(word, tokens.write(at)));
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }
}
