package dev.visitortracker.event;

import dev.visitortracker.event.VisitJson.UnknownFields;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one visit costs on its way through the model, by {@code perf/jmh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VisitBenchmark {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final VisitRules RULES =
      new VisitRules(Duration.ofDays(1), Duration.ofMinutes(5), InstantSource.fixed(NOW));
  private static final Defaults DEFAULTS =
      Defaults.receivedFrom(InetAddress.getLoopbackAddress(), NOW);

  private final VisitRecordReader reader = new VisitRecordReader(RULES);
  private final byte[] body =
      ("{\"site\":\"shop\",\"source_ip\":\"192.0.2.7\",\"endpoint\":\"/products/category-17\","
              + "\"method\":\"GET\",\"response_code\":200,\"user_agent\":\"Mozilla/5.0 (Windows NT"
              + " 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/117.0.0.0"
              + " Safari/537.36\",\"referrer\":\"https://search.example/results\","
              + "\"duration_ms\":120}")
          .getBytes(StandardCharsets.UTF_8);
  private final VisitDraft draft = (VisitDraft) VisitJson.read(body, UnknownFields.REJECT);
  private final Visit visit = ((CheckResult.Valid) RULES.check(draft, DEFAULTS)).visit();
  private final byte[] written = VisitJson.write(visit);

  /** The API: a body of a client. */
  @Benchmark
  public ReadResult readBody() {
    return VisitJson.read(body, UnknownFields.REJECT);
  }

  @Benchmark
  public CheckResult check() {
    return RULES.check(draft, DEFAULTS);
  }

  @Benchmark
  public Object randomId() {
    return VisitIds.random(NOW.toEpochMilli());
  }

  @Benchmark
  public Object derivedId() {
    return VisitIds.derived(NOW.toEpochMilli(), "shop", "order-4711");
  }

  @Benchmark
  public byte[] write() {
    return VisitJson.write(visit);
  }

  /**
   * The worker: a record in the form in which the API writes it, with texts that the reader has
   * seen before, as most are.
   */
  @Benchmark
  public @Nullable Visit readRecord() {
    return reader.read(written);
  }

  /** The same record through the parser and the rules, which take any form. */
  @Benchmark
  public CheckResult readRecordAsJson() {
    return RULES.check((VisitDraft) VisitJson.read(written, UnknownFields.IGNORE), Defaults.NONE);
  }
}
