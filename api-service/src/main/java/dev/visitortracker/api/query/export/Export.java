package dev.visitortracker.api.query.export;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.visits.VisitQuery;
import dev.visitortracker.api.query.visits.VisitRow;
import dev.visitortracker.api.replica.ReadTerms;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * One export on its way: where the next batch begins and how many visits are still wanted. It
 * belongs to one subscription, whose steps come one after the other.
 */
final class Export {
  /** What the server holds for a slow reader are up to 128 pieces. */
  private static final int PIECE_CHARACTERS = 8_192;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final VisitQuery query;
  private final ReadTerms terms;
  private final ExportFormat format;
  private final boolean isMarked;
  private final int batchSize;
  private Ulid before;
  private long wanted;
  private boolean isDone;

  /**
   * @param terms which nodes may serve each batch
   * @param isMarked whether a byte order mark comes first
   * @param limit most visits in all
   */
  Export(
      VisitQuery query,
      ReadTerms terms,
      ExportFormat format,
      boolean isMarked,
      int batchSize,
      long limit) {
    this.query = query;
    this.format = format;
    this.isMarked = isMarked;
    this.batchSize = batchSize;
    this.terms = terms;
    this.before = query.before();
    this.wanted = limit;
  }

  /** The end of the time that is asked for, ms since the epoch. */
  long endMillis() {
    return query.before().getTime();
  }

  /** The read of the next batch. */
  VisitQuery next() {
    return query.olderThan(before);
  }

  /** How many visits the next batch may hold. */
  int nextSize() {
    return (int) Math.min(batchSize, wanted);
  }

  boolean hasMore() {
    return !isDone;
  }

  ReadTerms terms() {
    return terms;
  }

  ExportFormat format() {
    return format;
  }

  Flux<byte[]> writeFirst(List<VisitRow> rows) {
    return write(rows, isMarked ? BYTE_ORDER_MARK + format.header() : format.header());
  }

  Flux<byte[]> write(List<VisitRow> rows) {
    return write(rows, "");
  }

  /** Moves behind the rows and writes them, piece by piece as they are asked for. */
  private Flux<byte[]> write(List<VisitRow> rows, String header) {
    wanted -= rows.size();
    isDone = rows.size() < batchSize || wanted == 0;
    if (!rows.isEmpty()) {
      before = rows.getLast().id();
    }
    return Flux.generate(
        () -> new Pieces(rows.iterator(), header),
        (pieces, sink) -> {
          byte[] piece = pieces.next(format);
          if (piece.length == 0) {
            sink.complete();
          } else {
            sink.next(piece);
          }
          return pieces;
        });
  }

  /** The rows that are not written yet, behind what stands before them. */
  private static final class Pieces {
    private final Iterator<VisitRow> rows;
    private String header;

    Pieces(Iterator<VisitRow> rows, String header) {
      this.rows = rows;
      this.header = header;
    }

    byte[] next(ExportFormat format) {
      var piece = new StringBuilder(PIECE_CHARACTERS + 2_048).append(header);
      header = "";
      while (rows.hasNext() && piece.length() < PIECE_CHARACTERS) {
        format.write(rows.next(), piece);
      }
      return piece.toString().getBytes(StandardCharsets.UTF_8);
    }
  }
}
