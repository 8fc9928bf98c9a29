package dev.visitortracker.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.RunningApi;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocsPageIT {
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
  private static final Pattern CSS_URL = Pattern.compile("url\\(\\s*[\"']?([^)]{0,5})");

  @Test
  void page_refersOnlyToThisService_andAllOfItIsThere() {
    Answer page = RunningApi.get("/docs");
    List<String> references =
        REFERENCE.matcher(page.body()).results().map(MatchResult::group).toList();

    assertThat(page.mediaType()).isEqualTo("text/html");
    assertThat(references).hasSizeGreaterThan(4).noneMatch(text -> text.contains("//"));
    assertThat(REFERENCE.matcher(page.body()).results().map(match -> match.group(1)))
        .filteredOn(reference -> !reference.startsWith("data:"))
        .noneMatch(reference -> RunningApi.get("/" + reference).status() == 404);
  }

  @Test
  void page_mayLoadNothingFromElsewhere_andRunNothingWithinItself() {
    assertThat(RunningApi.get("/docs").header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http", "*");
    assertThat(RunningApi.get("/docs").body())
        .doesNotContain("<style", " style=", " onload=")
        .doesNotContainPattern("<script[^>]*>[^<]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs.css", "swagger-ui.css"})
  void style_loadsNothing_exceptWhatIsInIt(String file) {
    String css = RunningApi.get("/docs/" + file).body();

    assertThat(css).isNotEmpty().doesNotContain("@import");
    assertThat(CSS_URL.matcher(css).results().map(match -> match.group(1)))
        .allMatch("data:"::equals);
  }

  @ParameterizedTest
  @CsvSource({
    "docs.css, text/css;charset=UTF-8",
    "docs.js, text/javascript;charset=UTF-8",
    "swagger-ui.css, text/css;charset=UTF-8",
    "swagger-ui-bundle.js, text/javascript;charset=UTF-8",
    "swagger-ui-bundle.js.LICENSE.txt, text/plain;charset=UTF-8"
  })
  void file_hasItsTypeAndMayBeKept_whicheverItIs(String file, String type) {
    Answer answer = RunningApi.get("/docs/" + file);

    assertThat(answer.header("Content-Type")).isEqualTo(type);
    assertThat(answer.header("Cache-Control")).isEqualTo("max-age=3600");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.html", "..%2Fapplication.yaml", "%2e%2e%2fopenapi%2fopenapi.yaml"})
  void otherFile_isNotGiven_whateverItsName(String file) {
    assertThat(RunningApi.get("/docs/" + file).status()).isEqualTo(404);
  }
}
