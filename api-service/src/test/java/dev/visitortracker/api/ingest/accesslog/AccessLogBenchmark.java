package dev.visitortracker.api.ingest.accesslog;

import dev.visitortracker.api.ingest.request.LogFormat;
import dev.visitortracker.event.ReadResult;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a line of an access log costs, by {@code perf/jmh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccessLogBenchmark {
  private static final TextLogParser PARSER = new TextLogParser(LogFormat.AUTO);

  private final String combined =
      "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /products/category-17?x=1 HTTP/1.1\" 200"
          + " 203023 \"https://search.example/results\" \"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
          + " AppleWebKit/537.36 (KHTML, like Gecko) Chrome/117.0.0.0 Safari/537.36\"";

  @Benchmark
  public ReadResult parseLine() {
    return PARSER.parse(combined);
  }
}
