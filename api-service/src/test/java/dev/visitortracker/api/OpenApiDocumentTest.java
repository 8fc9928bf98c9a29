package dev.visitortracker.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.contract.OpenApiDocument;
import dev.visitortracker.api.contract.SettingValues;
import dev.visitortracker.api.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract without a service; {@link OpenApiIT} holds it against a running one. */
class OpenApiDocumentTest {
  private static final JsonMapper JSON = new JsonMapper();

  @EnableConfigurationProperties(ApiSettings.class)
  static class OnlySettings {}

  /** The linter reads the file; see .ci/lint-openapi. */
  @Test
  void document_isWhole_withTheDefaultSettings() throws IOException {
    JsonNode document = JSON.readTree(document());

    Files.writeString(Path.of("target", "openapi.json"), document.toPrettyString());

    assertThat(document.toString()).doesNotContain("${", "x-problems", "x-headers");
    assertThat(document.at("/info/version").asString()).isEqualTo("1.2.3");
  }

  @Test
  void limits_areThoseOfTheService_whenTheyAreSet() {
    JsonNode document =
        JSON.readTree(
            document(
                "visitor-tracker.query.max-per-page=77",
                "visitor-tracker.ingest.max-array-events=9",
                "visitor-tracker.ingest.max-body=3KB",
                "visitor-tracker.ingest.max-line=2KB",
                "visitor-tracker.token.max-wait=1500ms"));

    assertThat(document.at("/components/examples/too-large/value/max_bytes").asInt())
        .isEqualTo(3_072);
    assertThat(document.findValuesAsString("maxItems")).contains("9", "77");
    assertThat(document.at("/components/parameters/Prefer-Wait/description").asString())
        .contains("at most 1.5 s");
  }

  @Test
  void texts_areNoValues_becauseSomeAreSecrets() {
    SettingValues values = values("visitor-tracker.token.secret=0123456789abcdef0123456789abcdef");

    assertThat(values.byKey())
        .containsKeys("ingest.max-body", "query.max-per-page", "token.max-wait")
        .doesNotContainKeys("token.secret", "replica.password")
        .allSatisfy((key, value) -> assertThat(value).matches("-?[0-9.]+"));
  }

  @ParameterizedTest
  @EnumSource
  void problemType_hasAnExampleAndAnOperation_whicheverItIs(ProblemType type) {
    JsonNode document = JSON.readTree(document());
    String name = type.uri().substring("/problems/".length());

    JsonNode example = document.at("/components/examples/" + name + "/value");

    assertThat(example.path("type").asString()).isEqualTo(type.uri());
    assertThat(example.path("title").asString()).isEqualTo(type.title());
    assertThat(example.path("status").asInt()).isEqualTo(type.status());
    assertThat(example.path("retryable").asBoolean()).isEqualTo(type.isRetryable());
    assertThat(document.findValuesAsString("$ref")).contains("#/components/examples/" + name);
    assertThat(document.at("/components/schemas/ProblemType/enum").valueStream())
        .map(JsonNode::asString)
        .contains(type.uri());
  }

  private static byte[] document(String... properties) {
    return OpenApiDocument.of("1.2.3", values(properties)).json();
  }

  private static SettingValues values(String... properties) {
    SettingValues[] values = new SettingValues[1];
    new ApplicationContextRunner()
        .withUserConfiguration(OnlySettings.class)
        .withPropertyValues(
            Stream.concat(
                    Stream.of(
                        "visitor-tracker.replica.nodes[0].name=replica-1",
                        "visitor-tracker.replica.nodes[0].host=db1.example"),
                    Stream.of(properties))
                .toArray(String[]::new))
        .run(started -> values[0] = SettingValues.of(started.getBean(ApiSettings.class)));
    return values[0];
  }
}
