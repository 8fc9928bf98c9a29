package dev.visitortracker.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficFilterTest {
  @ParameterizedTest
  @CsvSource({
    "/,true",
    "/visits,true",
    "/visits/stream,true",
    "/eventsource,true",
    "/nope,true",
    "/events,false",
    "/events/,false",
    "/health,false",
    "/health/ready,false",
    "/metrics,false",
    "/ledger,false",
    "/docs/index.html,false",
    "/openapi.json,false"
  })
  void answer_isRecorded_unlessItsPathIsForSendersOrProbes(String path, boolean recorded) {
    assertThat(TrafficFilter.isRecorded(path)).isEqualTo(recorded);
  }
}
