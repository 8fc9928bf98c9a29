package dev.visitortracker.api.ingest.lines;

import dev.visitortracker.api.ingest.outcome.Rejection;
import dev.visitortracker.api.problem.Problem;
import dev.visitortracker.api.token.VisitTokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The answer to a stream as a stream: a line per rejected line, a line of progress per step, and a
 * last line that says how it ended. It is not kept, so it lists all rejections.
 */
public final class StreamReport {
  private final StreamTotals tally;
  private final VisitTokens tokens;

  public StreamReport(long firstLine, VisitTokens tokens) {
    this.tally = new StreamTotals(firstLine, 0);
    this.tokens = tokens;
  }

  public Flux<Map<String, Object>> of(Flux<StreamStep> steps) {
    return steps.concatMapIterable(this::lines, 1).concatWith(Flux.defer(() -> Flux.just(end())));
  }

  private List<Map<String, Object>> lines(StreamStep step) {
    tally.add(step);
    return switch (step) {
      case StreamStep.Done done ->
          Stream.concat(
                  done.lines().rejections().stream().map(StreamReport::rejection),
                  Stream.of(sums()))
              .toList();
      case StreamStep.Stopped stopped -> List.of();
    };
  }

  private Map<String, Object> end() {
    Problem problem = tally.problem();
    Map<String, Object> end = new LinkedHashMap<>();
    if (problem == null) {
      end.put("done", true);
    } else {
      end.put("error", problem.body());
    }
    end.putAll(sums());
    if (tally.accepted() > 0) {
      end.put("token", tokens.write(tally.position()));
    }
    return end;
  }

  private Map<String, Object> sums() {
    Map<String, Object> sums = new LinkedHashMap<>();
    sums.put("through_line", tally.throughLine());
    sums.put("accepted", tally.accepted());
    sums.put("rejected_total", tally.rejected());
    return sums;
  }

  private static Map<String, Object> rejection(Rejection rejection) {
    Map<String, Object> line = new LinkedHashMap<>();
    @Nullable Long number = rejection.line();
    line.put("line", number == null ? rejection.index() : number);
    line.put("rejected", rejection);
    return line;
  }
}
