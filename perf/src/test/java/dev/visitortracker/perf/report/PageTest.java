package dev.visitortracker.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.perf.report.LoadSamples.Sample;
import dev.visitortracker.perf.report.Section.FaultMark;
import dev.visitortracker.perf.report.Section.ProbeMark;
import dev.visitortracker.perf.watch.Moment;
import dev.visitortracker.perf.watch.ProcessUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PageTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"page\">(.*)</script>");

  @Test
  void page_carriesAllItShows_asJson(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("page.html");
    Figure ceiling = Figure.of("bare", "req/s", List.of(90.0, 100.0, 110.0));
    Figure missed = Figure.of("POST /events", "req/s", List.of(40.0)).against(ceiling, 0.45);

    Page.of("A report", "Medians", false, List.of(section("http", ceiling, missed))).write(file);

    JsonNode page = data(file);
    JsonNode section = page.at("/sections/0");
    assertThat(page.get("passed").asBoolean()).isFalse();
    assertThat(page.at("/machine/memory_in_mb").asLong()).isPositive();
    assertThat(section.at("/figures/1/ratio").asDouble()).isEqualTo(0.4);
    assertThat(section.at("/figures/1/met").asBoolean(true)).isFalse();
    assertThat(section.at("/loads/0/samples/0/p99").asDouble()).isEqualTo(9);
    assertThat(section.at("/moments/0/use/api-1/cpu_seconds").asDouble()).isEqualTo(1.5);
    assertThat(section.at("/moments/0/lag").asLong()).isEqualTo(7);
    assertThat(section.at("/moments/1/lag").isNull()).isTrue();
    assertThat(section.at("/probes/0/millis").asDouble()).isEqualTo(100);
  }

  @Test
  void page_loadsNothing_andTextStaysText(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("page.html");
    String hostile = "</script><script>alert(1)</script>";

    Page.of(hostile, hostile, null, List.of(section(hostile))).write(file);

    String html = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
    assertThat(html).doesNotContain("http://", "https://", "<link", "src=", "<script>alert");
    assertThat(data(file).get("title").asString()).isEqualTo(hostile);
  }

  private static JsonNode data(Path file) throws Exception {
    Matcher data = DATA.matcher(Files.readString(file));
    assertThat(data.find()).isTrue();
    return JsonMapper.shared().readTree(data.group(1));
  }

  private static Section section(String title, Figure... figures) {
    var use = new ProcessUse(1.5, 300L << 20);
    return new Section(
        title,
        List.of("a remark"),
        List.of(figures),
        List.of(new Check("nothing is lost", "0 missing", true)),
        List.of(new LoadSamples("events", List.of(new Sample(1, 100, 0, 0, 3, 9)))),
        List.of(
            new Moment(0, Map.of("api-1", use), OptionalLong.of(7)),
            new Moment(1, Map.of("api-1", use), OptionalLong.empty())),
        List.of(new FaultMark(1, "killed kafka")),
        List.of(new ProbeMark(1, 100)));
  }
}
