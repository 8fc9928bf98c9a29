package dev.visitortracker.api.query.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.query.Grain;
import dev.visitortracker.event.visitors.VisitorSketch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VisitorDaysTest {
  private static final TimeRange THREE_DAYS = new TimeRange(Grain.DAY, 0, 3 * Grain.DAY.millis());

  @Test
  void visitors_areMergedByDayAndOverAllDays() {
    var days =
        new VisitorDays("shop", THREE_DAYS)
            .add(0, sketch(0, 10))
            .add(0, sketch(5, 20))
            .add(2, sketch(15, 25));

    assertThat(days.json())
        .hasToString(
            "{\"site\":\"shop\",\"from\":\"1970-01-01T00:00:00.000Z\","
                + "\"to\":\"1970-01-04T00:00:00.000Z\",\"confidence\":0.95,"
                + "\"visitors\":{\"lower\":25,\"estimate\":25,\"upper\":25},\"days\":["
                + "{\"start\":\"1970-01-01T00:00:00.000Z\",\"lower\":20,\"estimate\":20,\"upper\":20},"
                + "{\"start\":\"1970-01-02T00:00:00.000Z\",\"lower\":0,\"estimate\":0,\"upper\":0},"
                + "{\"start\":\"1970-01-03T00:00:00.000Z\",\"lower\":10,\"estimate\":10,\"upper\":10}"
                + "]}");
  }

  @Test
  void visitors_areNone_whenNoSketchIsThere() {
    assertThat(new VisitorDays(null, THREE_DAYS).json().toString())
        .contains("\"visitors\":{\"lower\":0,\"estimate\":0,\"upper\":0}")
        .doesNotContain("site");
  }

  private static byte[] sketch(long from, long to) {
    VisitorSketch sketch = VisitorSketch.empty();
    LongStream.range(from, to).forEach(sketch::add);
    return sketch.bytes();
  }
}
