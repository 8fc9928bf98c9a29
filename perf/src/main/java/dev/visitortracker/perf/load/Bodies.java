package dev.visitortracker.perf.load;

import dev.visitortracker.event.VisitJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Visits as bodies of requests. They have neither id nor time, so the service makes new visits of a
 * body that is sent again.
 */
public final class Bodies {
  private final Workload workload = new Workload(System.currentTimeMillis());

  /** One event each. */
  public List<byte[]> singles(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> event().getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Bodies of NDJSON, each with this number of events. */
  public List<byte[]> batches(int count, int events) {
    return IntStream.range(0, count).mapToObj(_ -> batch(events)).toList();
  }

  private byte[] batch(int events) {
    return IntStream.range(0, events)
        .mapToObj(_ -> event())
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private String event() {
    String json = new String(VisitJson.write(workload.next(1).getFirst()), StandardCharsets.UTF_8);
    // Id and timestamp come first.
    return "{" + json.substring(json.indexOf("\"site\""));
  }
}
