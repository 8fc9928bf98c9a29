package dev.visitortracker.api.ingest.request;

import dev.visitortracker.api.token.Preferences;
import dev.visitortracker.event.Defaults;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.Flux;

/**
 * What a request to take events says beside its body.
 *
 * @param site the site of events that name none
 * @param firstLine the number of the body's first line
 * @param logFormat of the lines of an access log
 * @param caller the address of the connection's other end
 * @param traceparent the trace that the request belongs to
 * @param idempotencyKey what the sender calls its only event, or null
 * @param preferences how far the events shall be when the request is answered
 * @param contentLength of the body in bytes, -1 where it is not said or the body was compressed
 * @param body expanded, where it was compressed
 */
public record IngestRequest(
    BodyKind kind,
    String site,
    long firstLine,
    LogFormat logFormat,
    InetAddress caller,
    @Nullable String traceparent,
    @Nullable String idempotencyKey,
    Preferences preferences,
    long contentLength,
    Flux<DataBuffer> body) {

  /**
   * What events of this request may leave out.
   *
   * @param time of events that say none; null: each must say it
   */
  public Defaults defaults(@Nullable Instant time) {
    return new Defaults(
        time, site, caller, idempotencyKey == null ? null : "key " + idempotencyKey);
  }
}
