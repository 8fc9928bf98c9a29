package dev.visitortracker.api.query.stream;

import dev.visitortracker.api.query.Filter;
import dev.visitortracker.api.tail.TailBatch;
import dev.visitortracker.api.tail.TailSettings;
import dev.visitortracker.api.tail.TailedVisit;
import dev.visitortracker.api.token.Position;
import dev.visitortracker.event.Visit;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Schedulers;

/**
 * Batches as one reader gets them: the visits that match its filters, an opening before the first
 * batch, and a heartbeat where nothing has come for a while. It belongs to one subscription, whose
 * batches come one after the other.
 */
final class EventPieces {
  private static final int PIECE_BYTES = 4_096;

  private final Map<Filter, Object> filters;
  private final ServerSentEvents events;
  private final TailSettings settings;
  private boolean isOpen;
  private long lastMillis;

  EventPieces(Map<Filter, Object> filters, ServerSentEvents events, TailSettings settings) {
    this.filters = filters;
    this.events = events;
    this.settings = settings;
  }

  /** The pieces for one batch. The first batch gives at least one, even if no visit matches. */
  List<Piece> of(TailBatch batch) {
    List<Piece> pieces = new ArrayList<>();
    if (!isOpen) {
      isOpen = true;
      pieces.add(
          new Piece(
              events.opening(batch.before(), settings.reconnect()),
              batch.before(),
              batch.before()));
    }
    addVisits(batch, pieces);
    long now = Schedulers.parallel().now(TimeUnit.MILLISECONDS);
    if (pieces.isEmpty() && now - lastMillis >= settings.heartbeat().toMillis()) {
      pieces.add(new Piece(events.heartbeat(batch.behind()), batch.before(), batch.behind()));
    }
    if (!pieces.isEmpty()) {
      lastMillis = now;
    }
    return pieces;
  }

  private void addVisits(TailBatch batch, List<Piece> pieces) {
    var bytes = new ByteArrayOutputStream();
    Position before = batch.before();
    Position behind = before;
    for (TailedVisit tailed : batch.visits()) {
      if (matches(tailed.visit())) {
        bytes.writeBytes(tailed.written(events::visit));
        behind = tailed.behind();
      }
      if (bytes.size() >= PIECE_BYTES) {
        pieces.add(new Piece(bytes.toByteArray(), before, behind));
        bytes.reset();
        before = behind;
      }
    }
    if (bytes.size() > 0) {
      pieces.add(new Piece(bytes.toByteArray(), before, behind));
    }
  }

  private boolean matches(Visit visit) {
    return filters.entrySet().stream()
        .allMatch(filter -> filter.getKey().of(visit).equals(filter.getValue()));
  }
}
