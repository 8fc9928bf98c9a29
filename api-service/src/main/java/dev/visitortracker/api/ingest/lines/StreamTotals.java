package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.ingest.outcome.IngestResponse;
import dev.visitortracker.api.ingest.outcome.Refusals;
import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.problem.ProblemType;
import dev.visitortracker.api.token.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sums over the steps of one stream. Belongs to one subscription. */
public final class StreamTotals {
  private final long firstLine;
  private final int maxListed;
  private final List<Rejection> rejections = new ArrayList<>();
  private long accepted;
  private long rejected;
  private long throughLine;
  private Position position = Position.START;
  private @Nullable Problem stoppedBy;

  public StreamTotals(long firstLine, int maxListed) {
    this.firstLine = firstLine;
    this.maxListed = maxListed;
    this.throughLine = firstLine - 1;
  }

  public StreamTotals add(StreamStep step) {
    switch (step) {
      case StreamStep.Done done -> {
        add(done.lines());
        position = position.and(done.position());
      }
      case StreamStep.Stopped stopped -> stoppedBy = stopped.problem();
    }
    return this;
  }

  private void add(CheckedLines lines) {
    accepted += lines.visits().size();
    rejected += lines.rejections().size();
    throughLine = lines.lastLine();
    int room = Math.min(maxListed - rejections.size(), lines.rejections().size());
    rejections.addAll(lines.rejections().subList(0, room));
  }

  public long accepted() {
    return accepted;
  }

  long rejected() {
    return rejected;
  }

  /** The last line for which it and all lines before it are decided. */
  long throughLine() {
    return throughLine;
  }

  /** The position after all accepted visits. */
  public Position position() {
    return position;
  }

  public IngestResponse answer() {
    return new IngestResponse(
        accepted, null, rejected, rejections, throughLine - firstLine + 1, throughLine, null, null);
  }

  /** Why the stream as a whole is refused or was stopped, or null where it was taken. */
  public @Nullable Problem problem() {
    if (stoppedBy != null) {
      return withSums(stoppedBy);
    }
    if (accepted > 0) {
      return null;
    }
    return rejected == 0
        ? Refusals.empty()
        : withSums(Problem.of(ProblemType.ALL_REJECTED, "all " + rejected + " lines are rejected"));
  }

  private Problem withSums(Problem problem) {
    return problem
        .with("accepted", accepted)
        .with("rejected_total", rejected)
        .with("rejected", rejections)
        .with("through_line", throughLine);
  }
}
