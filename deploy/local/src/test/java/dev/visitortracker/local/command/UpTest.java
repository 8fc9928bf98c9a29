package dev.visitortracker.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visitortracker.local.StackSettings;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UpTest {
  @Test
  void settings_areTheDefaults_whenNothingIsGiven() {
    StackSettings settings = parse();

    assertThat(settings.apiPort()).isEqualTo(8080);
    assertThat(settings.replicas()).isEqualTo(2);
    assertThat(settings.brokers()).isEqualTo(1);
    assertThat(settings.apis().instances()).isEqualTo(1);
    assertThat(settings.workers().instances()).isEqualTo(1);
    assertThat(settings.fresh()).isFalse();
    assertThat(settings.data()).isEqualTo(StackSettings.projectHome().resolve(".local"));
  }

  @Test
  void settings_followEveryOption() {
    StackSettings settings =
        parse(
            "--api-port=9090",
            "--replicas=3",
            "--brokers=3",
            "--apis=2",
            "--workers=4",
            "--data=/tmp/elsewhere",
            "--fresh");

    assertThat(settings.apiPort()).isEqualTo(9090);
    assertThat(settings.replicas()).isEqualTo(3);
    assertThat(settings.brokers()).isEqualTo(3);
    assertThat(settings.apis().instances()).isEqualTo(2);
    assertThat(settings.workers().instances()).isEqualTo(4);
    assertThat(settings.data()).hasToString("/tmp/elsewhere");
    assertThat(settings.fresh()).isTrue();
  }

  @Test
  void services_getTheirArgumentsInOrder_whenRepeated() {
    StackSettings settings =
        parse(
            "--api-arg",
            "--a=1",
            "--api-arg=--b=2",
            "--worker-arg",
            "--c=3",
            "--worker-jvm-flag=-Xmx1g");

    assertThat(settings.apis().arguments()).containsExactly("--a=1", "--b=2");
    assertThat(settings.workers().arguments()).containsExactly("--c=3");
    assertThat(settings.workers().jvmFlags()).containsExactly("-Xmx1g");
  }

  @Test
  void services_areAbsent_whenOnlyInfrastructureIsAskedFor() {
    StackSettings settings = parse("--only-infrastructure", "--apis=2");

    assertThat(settings.apis().instances()).isZero();
    assertThat(settings.workers().instances()).isZero();
  }

  @Test
  void value_isRefused_whenOutOfRange() {
    assertThatThrownBy(() -> parse("--replicas=99"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessage("replicas must be 0 to 8, not 99");
  }

  @Test
  void option_isRefused_whenUnknown() {
    assertThatThrownBy(() -> parse("--frehs")).isInstanceOf(CommandLine.ParameterException.class);
  }

  private static StackSettings parse(String... arguments) {
    var up = new Up();
    Up.commandLine(up).parseArgs(arguments);
    return up.settings();
  }
}
