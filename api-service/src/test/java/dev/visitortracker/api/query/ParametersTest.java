package dev.visitortracker.api.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.problem.ProblemException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

class ParametersTest {
  private static final String ID = "019NSJBBPRNNTYE5Z42JGCMFYP";

  @Test
  void cursor_isTheIdOfTheLastVisit_whenAPageHasANextOne() {
    assertThat(parameters("cursor=" + ID).id(Parameters.CURSOR, Ulid.MAX)).hasToString(ID);
    assertThat(parameters("").id(Parameters.CURSOR, Ulid.MAX)).isEqualTo(Ulid.MAX);
  }

  @Test
  void time_isTheSmallestIdOfItsMillisecond_whenItIsGiven() {
    Ulid id = parameters("from=2015-05-17T10:05:03Z").times().from();

    assertThat(id.getInstant()).isEqualTo("2015-05-17T10:05:03Z");
    assertThat(id).isEqualTo(Ulid.min(id.getTime()));
  }

  @ParameterizedTest
  @CsvSource({
    "0001-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z, 1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-18:00, 9999-12-31T23:59:59.999Z"
  })
  void time_isTheNearestThatAVisitCanHave_whenItIsExtreme(String time, String taken) {
    assertThat(parameters("from=" + time).times().from().getInstant()).isEqualTo(taken);
    assertThat(parameters("to=" + time).millis(Parameters.TO, 7))
        .isEqualTo(Instant.parse(taken).toEpochMilli());
  }

  @Test
  void endpoint_hasTheFormOfVisits_whenItIsEncoded() {
    assertThat(parameters("endpoint=/caf%C3%A9").filters())
        .isEqualTo(parameters("endpoint=/caf\u00e9").filters());
  }

  @Test
  void times_areOpen_whenNoneIsGiven() {
    assertThat(parameters("").times()).isEqualTo(new IdRange(Ulid.MIN, Ulid.MAX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=2026-11-08T00:00:00Z&to=2026-11-07T00:00:00Z",
        "from=2026-11-08T00:00:00Z&to=2026-11-08T00:00:00Z",
        "from=1969-11-08T00:00:00Z&to=1968-11-08T00:00:00Z"
      })
  void from_isRefused_whenItIsNotBeforeTo(String query) {
    Parameters parameters = parameters(query);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(parameters::times)
        .satisfies(
            invalid ->
                assertThat(invalid.problem().members())
                    .containsEntry("parameter", "from")
                    .containsEntry("problem", "is not before to"));
  }

  @ParameterizedTest
  @MethodSource("known")
  void parameter_isRefused_whenItHasNoValue(String name) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> parameters(name + "="))
        .satisfies(
            invalid ->
                assertThat(invalid.problem().members())
                    .containsEntry("parameter", name)
                    .containsEntry("problem", "is empty"));
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> parameters(name));
  }

  static List<String> known() {
    return Parameters.OF_VISITS;
  }

  @Test
  void flag_isWhatItsWordSays_orFalse() {
    var given = new LinkedMultiValueMap<String, String>();
    assertThat(new Parameters(given, Parameters.OF_EXPORTS).flag(Parameters.BOM)).isFalse();
    given.set("bom", "true");
    assertThat(new Parameters(given, Parameters.OF_EXPORTS).flag(Parameters.BOM)).isTrue();
    given.set("bom", "yes");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> new Parameters(given, Parameters.OF_EXPORTS).flag(Parameters.BOM))
        .withMessageContaining("true, false");
  }

  @Test
  void filters_haveTheTypesOfTheirColumns_whenTheyAreGiven() throws Exception {
    assertThat(
            parameters("site=demo&status=404&source_ip=192.0.2.7&endpoint=/a&method=GET").filters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Filter.SITE, "demo",
                Filter.STATUS, (short) 404,
                Filter.SOURCE_IP, InetAddress.getByName("192.0.2.7"),
                Filter.ENDPOINT, "/a",
                Filter.METHOD, "GET"));
  }

  @ParameterizedTest
  @CsvSource({
    "pages,pages=1",
    "page,page=1&page=2",
    "page,page=0",
    "page,page=-1",
    "page,page=99999999999",
    "per_page,per_page=501",
    "cursor,cursor=abc",
    "from,from=yesterday",
    "from,from=2015-05-17",
    "to,to=2015-02-30T00:00:00Z",
    "site,site=A",
    "status,status=600",
    "status,status=2xx",
    "source_ip,source_ip=localhost",
    "source_ip,source_ip=1.2.3",
    "source_ip,source_ip=192.0.2.007",
    "method,method=METHODTHATISLONGERTHANANYONEISXXX",
    "method,method=G(T"
  })
  void parameter_isRefusedByName_whenItCannotBeUsed(String name, String query) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> readAll(query))
        .satisfies(
            invalid ->
                assertThat(invalid.problem().members())
                    .containsEntry("parameter", name)
                    .containsKeys("problem", "allowed"));
  }

  @Test
  void link_keepsTheFilters_whenThePageIsReplacedByACursor() {
    Parameters parameters = parameters("site=demo&endpoint=/a&page=3");

    assertThat(parameters.with(Parameters.CURSOR, ID, Parameters.PAGE))
        .isEqualTo("site=demo&endpoint=%2Fa&cursor=" + ID);
  }

  private static void readAll(String query) {
    Parameters parameters = parameters(query);
    parameters.times();
    parameters.id(Parameters.CURSOR, Ulid.MAX);
    parameters.number(Parameters.PAGE, 1, Integer.MAX_VALUE);
    parameters.number(Parameters.PER_PAGE, 50, 500);
    parameters.filters();
  }

  private static Parameters parameters(String query) {
    MultiValueMap<String, String> given =
        UriComponentsBuilder.fromUriString("/visits?" + query).build().getQueryParams();
    return new Parameters(given, Parameters.OF_VISITS);
  }
}
