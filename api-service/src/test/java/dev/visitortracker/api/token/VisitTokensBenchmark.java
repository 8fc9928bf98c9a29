package dev.visitortracker.api.token;

import java.nio.charset.StandardCharsets;
import java.util.Map;
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

/** What the token of an acceptance costs, by {@code perf/jmh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VisitTokensBenchmark {
  private final VisitTokens tokens =
      new VisitTokens("a secret of 32 characters or more".getBytes(StandardCharsets.US_ASCII));
  private final Position position = new Position(Map.of(3, 1_234_567L));
  private final String token = tokens.write(position);

  @Benchmark
  public String signToken() {
    return tokens.write(position);
  }

  @Benchmark
  public TokenResult verifyToken() {
    return tokens.read(token);
  }
}
