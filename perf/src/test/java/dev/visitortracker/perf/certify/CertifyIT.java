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
  /** The others also say how busy the machine is. */
  private static final String[] TRUE_ON_ANY_MACHINE = {
    "Every accepted probe became visible",
    "The ledger adds up: accepted ≤ settled ≤ accepted + not answered"
  };

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
                "--warm-up=2",
                "--minutes=0.08",
                "--without-faults",
                "--json=" + json,
                "--html=" + html);

    JsonNode certificate = JsonMapper.shared().readTree(Files.readString(json));
    assertThat(code).isEqualTo(certificate.get("passed").asBoolean() ? 0 : 1);
    assertThat(certificate.get("checks").valueStream())
        .hasSizeGreaterThanOrEqualTo(8)
        .filteredOn(check -> check.get("held").asBoolean())
        .extracting(check -> check.get("promise").asString())
        .as(certificate.toPrettyString())
        .contains(TRUE_ON_ANY_MACHINE);
    assertThat(certificate.get("checks").valueStream().map(each -> each.get("found").asString()))
        .anyMatch(found -> found.contains("audit: no findings"));
    assertThat(Files.readString(html)).contains("Every accepted probe became visible", "probes");
  }
}
