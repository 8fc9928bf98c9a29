package dev.visitortracker.worker.write;

import dev.visitortracker.event.Visit;
import dev.visitortracker.event.VisitIds;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a row of a batch costs on its way into COPY, by {@code perf/jmh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CopyRowsBenchmark {
  private static final int ROWS = 1_000;
  private static final String BROWSER =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/117.0.0.0 Safari/537.36";

  private final List<Visit> visits =
      IntStream.range(0, ROWS).mapToObj(CopyRowsBenchmark::visit).toList();

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int encodeRow() {
    CopyRows rows = new CopyRows(ROWS);
    visits.forEach(rows::add);
    return rows.sizeInBytes();
  }

  private static Visit visit(int number) {
    return new Visit(
        VisitIds.random(1_767_225_600_000L + number),
        "shop",
        InetAddress.getLoopbackAddress(),
        "/products/category-" + number,
        "GET",
        200,
        BROWSER,
        "https://search.example/results",
        120);
  }
}
