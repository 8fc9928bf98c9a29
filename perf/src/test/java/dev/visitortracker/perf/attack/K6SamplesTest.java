package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The columns are those of k6's documentation of its CSV output. */
final class K6SamplesTest {
  private static final String CSV =
      """
      metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata
      http_req_duration,1764000000,12.5,,,,true,,POST,POST,HTTP/1.1,step_0,,202,,,u,,
      http_req_waiting,1764000000,12.0,,,,true,,POST,POST,HTTP/1.1,step_0,,202,,,u,,
      visits_accepted,1764000000,1.0,,,,,,,,,step_0,,,,,,,
      http_req_duration,1764000001,3.0,,,,false,,POST,POST,HTTP/1.1,step_1,,503,,,u,,
      http_req_duration,1764000001,0.0,,dial,1212,false,,POST,POST,,step_1,,0,,,u,,
      dropped_iterations,1764000002,4.0,,,,,,,,,step_1,,,,,,,
      vus,1764000002,10.0,,,,,,,,,,,,,,,,
      """;

  @Test
  void read_addsUpEachStep() throws IOException {
    Plan plan = Plans.of(Plans.step(1, 1, 1), Plans.step(6, 6, 1));

    var tallies =
        new TreeMap<>(new K6Samples(plan).read(new BufferedReader(new StringReader(CSV))));

    Tally first = tallies.firstEntry().getValue();
    assertThat(first.asExpected()).isEqualTo(1);
    assertThat(first.accepted()).isEqualTo(1);
    assertThat(first.latencies().getMaxValue()).isBetween(12_500L, 12_600L);
    Tally second = tallies.lastEntry().getValue();
    assertThat(second.sent()).isEqualTo(2);
    assertThat(second.unexpected()).isEqualTo(Map.of("503", 1L));
    assertThat(second.errors()).isEqualTo(Map.of("k6 error 1212", 1L));
    assertThat(second.dropped()).isEqualTo(4);
    assertThat(second.planned()).isEqualTo(6);
  }
}
