package dev.visitortracker.perf.certify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole certificate in small: the generator, the probes and the audit against the real stack. */
class CertifyIT {
  /** Whether the generator itself keeps time says something of the machine, not of the product. */
  private static final String ABOUT_THE_MACHINE = "The load was sent as planned";

  @Test
  void certificate_addsUp_whenALittleIsHeld(@TempDir Path directory) throws Exception {
    Path json = directory.resolve("certificate.json");
    Path html = directory.resolve("certificate.html");

    int code =
        new CommandLine(new Certify())
            .execute(
                "--slo=p99=8s,visible=30s",
                "--rate=60",
                "--step=1",
                "--minutes=0.08",
                "--without-faults",
                "--json=" + json,
                "--html=" + html);

    JsonNode certificate = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(code).isEqualTo(certificate.get("passed").asBoolean() ? 0 : 1);
    assertThat(certificate.get("checks").valueStream())
        .hasSizeGreaterThanOrEqualTo(8)
        .filteredOn(check -> !check.get("promise").asString().startsWith(ABOUT_THE_MACHINE))
        .allMatch(check -> check.get("held").asBoolean());
    assertThat(certificate.get("checks").valueStream().map(each -> each.get("found").asString()))
        .anyMatch(found -> found.contains("audit: no findings"));
    assertThat(Files.readString(html)).contains("Time to visible of each probe", "<polyline");
  }
}
