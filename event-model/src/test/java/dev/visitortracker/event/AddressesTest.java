package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @Test
  void address_isTheSame_whenWrittenAndParsed() {
    Seeded.repeat(
        20_000,
        random -> {
          InetAddress address = Visits.address(random);
          String text = address.getHostAddress();

          InetAddress parsed =
              Addresses.parse(random.nextBoolean() ? text : text.toUpperCase(Locale.ROOT));

          assertThat(parsed).isEqualTo(address);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "127.0.0.1, 127.0.0.1",
    "10.100.200.255, 10.100.200.255",
    "255.255.255.255, 255.255.255.255",
    "'::', 0:0:0:0:0:0:0:0",
    "'::1', 0:0:0:0:0:0:0:1",
    "'1::', 1:0:0:0:0:0:0:0",
    "'1::8', 1:0:0:0:0:0:0:8",
    "'2001:db8::7', 2001:db8:0:0:0:0:0:7",
    "'2001:DB8::ABCD', 2001:db8:0:0:0:0:0:abcd",
    "'2001:0db8:0000:0000:0000:0000:0000:0007', 2001:db8:0:0:0:0:0:7",
    "'1:2:3:4:5:6:7:8', 1:2:3:4:5:6:7:8",
    "'1:2:3:4:5:6:7::', 1:2:3:4:5:6:7:0",
    "'::2:3:4:5:6:7:8', 0:2:3:4:5:6:7:8",
    "'64:ff9b::192.0.2.7', 64:ff9b:0:0:0:0:c000:207",
    "'1:2:3:4:5:6:192.0.2.7', 1:2:3:4:5:6:c000:207",
    "'fe80::1', fe80:0:0:0:0:0:0:1",
    "'fe80::1%eth0', fe80:0:0:0:0:0:0:1",
    "'fe80::a00:27ff:fe4e:1%enp0s8', fe80:0:0:0:a00:27ff:fe4e:1",
    "'fe80::1%1', fe80:0:0:0:0:0:0:1"
  })
  void text_isAnAddress_whenItHasAnyStandardForm(String text, String expected) {
    InetAddress address = Addresses.parse(text);

    assertThat(address).extracting(InetAddress::getHostAddress).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:192.0.2.7",
        "::FFFF:192.0.2.7",
        "::ffff:c000:207",
        "0:0:0:0:0:ffff:192.0.2.7",
        "0000:0000:0000:0000:0000:ffff:192.0.2.7"
      })
  void address_isIpv4_whenWrittenAsMappedIpv6(String text) {
    InetAddress address = Addresses.parse(text);

    assertThat(address).isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "...",
        "1",
        "1.2",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..2.3",
        "256.1.1.1",
        "1.1.1.256",
        "1.1.1.999999999999",
        "010.1.1.1",
        "1.1.1.01",
        "00.0.0.0",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "-1.1.1.1",
        "+1.1.1.1",
        "1.1.1.1 ",
        " 1.1.1.1",
        "1.1.1.1\n",
        "1.1.1.1/32",
        "1.1.1.1:80",
        "1.1.1.1%eth0",
        "1.1.1.a",
        "\u0661.1.1.1",
        "\uff11.1.1.1"
      })
  void text_isRefused_whenItIsAlmostIpv4(String text) {
    InetAddress address = Addresses.parse(text);

    assertThat(address).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        ":::",
        ":1",
        "1:",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:192.0.2.7",
        "1::2::3",
        "12345::",
        "::g",
        "::-1",
        "::1 ",
        " ::1",
        "::1/64",
        "[::1]",
        "[::1",
        "::1]",
        "[::1]:80",
        "fe80::1%",
        "fe80::1%a%b",
        "fe80::1%a b",
        "[fe80::1%eth0]",
        "%eth0",
        "::256.1.1.1",
        "::1.2.3",
        "::ffff:1.2.3",
        "::1.2.3.4:1",
        "::1.2.3.4.5",
        "::ffff:0x7f.1.1.1",
        "::\u0661",
        "0000:0000:0000:0000:0000:0000:192.000.002.0007"
      })
  void text_isRefused_whenItIsAlmostIpv6(String text) {
    InetAddress address = Addresses.parse(text);

    assertThat(address).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "example.org", "localhost:80", "abc:def", "a.b.c.d", "-"})
  void text_isRefused_whenItIsAName(String text) {
    InetAddress address = Addresses.parse(text);

    assertThat(address).isNull();
  }
}
