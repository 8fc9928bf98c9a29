package dev.visitortracker.perf.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080",
        "http://localhost:8080/",
        "http://[::1]",
        "http://127.9.9.9"
      })
  void checked_takesThisMachine(String url) {
    assertThat(Target.checked(URI.create(url), Set.of()).text()).startsWith("http://");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://192.0.2.7", "http://10.0.0.1:8080", "http://0.0.0.0"})
  void checked_refusesOtherMachines_unlessNamed(String url) {
    URI target = URI.create(url);

    assertThatThrownBy(() -> Target.checked(target, Set.of("192.0.2.8")))
        .hasMessageContaining("--allow-host");
    assertThat(Target.checked(target, Set.of(target.getHost())).text()).startsWith("http://");
  }

  @Test
  void checked_refusesWhatIsNoBaseOfAService() {
    assertThatThrownBy(() -> Target.checked(URI.create("ftp://127.0.0.1"), Set.of()))
        .hasMessageContaining("http://HOST:PORT");
    assertThatThrownBy(() -> Target.checked(URI.create("http://127.0.0.1/visits"), Set.of()))
        .hasMessageContaining("without a path");
  }
}
