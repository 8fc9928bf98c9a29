package dev.visitortracker.api.ingest.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.visitortracker.api.idempotency.IdempotencyStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What became of the events of a body.
 *
 * @param accepted durable in Kafka
 * @param duplicatesInRequest left out because their id stood in the array before; absent for
 *     streams, whose repetitions are recognised when they are stored
 * @param rejectedTotal all rejections, also those that are not listed
 * @param linesRead lines of the body, blank ones too; streams only
 * @param throughLine everything up to this line is answered for; streams only
 * @param idempotency what is known of attempts before; only of an event under a key
 * @param token a read that gives it as {@code Read-After} shows all accepted events
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngestResponse(
    long accepted,
    @Nullable Integer duplicatesInRequest,
    long rejectedTotal,
    List<Rejection> rejected,
    @Nullable Long linesRead,
    @Nullable Long throughLine,
    @Nullable IdempotencyStatus idempotency,
    @Nullable String token) {
  IngestResponse withToken(String newToken) {
    return new IngestResponse(
        accepted,
        duplicatesInRequest,
        rejectedTotal,
        rejected,
        linesRead,
        throughLine,
        idempotency,
        newToken);
  }
}
