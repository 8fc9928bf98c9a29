package dev.visitortracker.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PageTest {
  private static final Plot PLOT =
      new Plot(
          "Rate & <more>",
          "a second",
          List.of(
              new Plot.Line(
                  "one",
                  List.of(new Plot.Point(0, 0), new Plot.Point(2, 180), new Plot.Point(10, 100))),
              new Plot.Line("two", List.of(new Plot.Point(5, 90)))));

  @Test
  void plot_isWellFormedAndInItsBounds() throws Exception {
    String svg = PLOT.withEvents(List.of(new Plot.Event(5, "killed <kafka>"))).svg();

    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg.replace("&nbsp;", " "))));
    NodeList lines = document.getElementsByTagName("polyline");
    // The ticks go up to 200; the plot is 188 high above its axis at 196. A gap stays a gap.
    assertThat(IntStream.range(0, lines.getLength()).mapToObj(lines::item))
        .extracting(line -> ((Element) line).getAttribute("points"))
        .containsExactly(
            "60.0,196.0 60.0,196.0 192.0,26.8",
            "720.0,102.0 720.0,102.0",
            "390.0,111.4 390.0,111.4");
    assertThat(document.getDocumentElement().getTextContent())
        .contains("Rate & <more>", "killed <kafka>", "200");
  }

  @Test
  void page_carriesAllItNeeds_andSaysWhatMissed(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("page.html");
    Figure ceiling = Figure.of("bare", "req/s", List.of(90.0, 100.0, 110.0));
    Figure missed = Figure.of("POST /events", "req/s", List.of(40.0)).against(ceiling, 0.45);

    new Page("A <report>").figures(List.of(ceiling, missed)).plots(List.of(PLOT)).write(file);

    String html = Files.readString(file);
    assertThat(html)
        .contains("A &lt;report&gt;", "±10 %", "<td class=\"missed\">missed", "0.40", "<svg")
        .doesNotContain("http://", "https://", "<script", "<link");
  }

  @Test
  void figure_isTheMedianWithItsSpread() {
    Figure figure = Figure.of("rate", "req/s", List.of(110.0, 90.0, 100.0, 101.0));

    assertThat(figure.value()).isEqualTo(100.5);
    assertThat(figure.spread()).isEqualTo(20 / 100.5);
    assertThat(figure.atMost(100).met()).isFalse();
    assertThat(figure.atLeast(100).met()).isTrue();
  }
}
