package dev.visitortracker.api.coding;

import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemException;
import dev.visitortracker.api.problem.ProblemType;
import java.util.Arrays;

/**
 * One compressed body on its way: what came in, what became of it, and whether that is still within
 * the bounds. A timeout closes it from a thread of its own.
 */
final class Expansion {
  private static final int PIECE_BYTES = 32 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Decoder decoder;
  private final CodingSettings settings;
  private long bytesIn;
  private long bytesOut;
  private boolean isClosed;

  Expansion(Decoder decoder, CodingSettings settings) {
    this.decoder = decoder;
    this.settings = settings;
  }

  synchronized void feed(byte[] piece) {
    bytesIn += piece.length;
    decoder.feed(piece);
  }

  /** The next bytes, none where the body has to go on first. */
  synchronized byte[] pull() {
    if (isClosed) {
      return NOTHING;
    }
    byte[] piece = new byte[PIECE_BYTES];
    int count = read(piece);
    bytesOut += count;
    refuseTooMuch();
    return count == piece.length ? piece : Arrays.copyOf(piece, count);
  }

  /** Nothing more will be fed. */
  synchronized void end() {
    if (!isClosed && !decoder.isComplete()) {
      throw broken("ends in the middle");
    }
  }

  synchronized void close() {
    if (!isClosed) {
      isClosed = true;
      decoder.close();
    }
  }

  private int read(byte[] piece) {
    try {
      return decoder.read(piece);
    } catch (BrokenCodingException broken) {
      throw broken(String.valueOf(broken.getMessage()));
    }
  }

  private void refuseTooMuch() {
    long maxExpanded = settings.maxExpanded().toBytes();
    if (bytesOut > maxExpanded) {
      throw tooLarge(
          "at most " + maxExpanded + " bytes expanded", "max_expanded_bytes", maxExpanded);
    }
    int maxRatio = settings.maxRatio();
    if (bytesOut > settings.ratioFrom().toBytes() && bytesOut > bytesIn * maxRatio) {
      throw tooLarge(
          "at most " + maxRatio + " bytes from each compressed byte", "max_ratio", maxRatio);
    }
  }

  private static ProblemException tooLarge(String allowed, String limit, long value) {
    return new ProblemException(
        problem(ProblemType.TOO_LARGE, "expands too far", allowed).with(limit, value));
  }

  private static ProblemException broken(String problem) {
    return new ProblemException(
        problem(
            ProblemType.UNREADABLE_BODY, problem, "a whole body in the coding that it announces"));
  }

  private static Problem problem(ProblemType type, String problem, String allowed) {
    return Problem.of(type, "body " + problem + "; allowed: " + allowed)
        .with("field", "body")
        .with("problem", problem)
        .with("allowed", allowed);
  }
}
