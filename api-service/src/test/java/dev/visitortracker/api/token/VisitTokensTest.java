package dev.visitortracker.api.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visitortracker.api.token.TokenResult.Unreadable;
import dev.visitortracker.api.token.TokenResult.Valid;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitTokensTest {
  private static final Position POSITION =
      new Position(Map.of(0, 1L, 7, 127L, 11, 128L, 300, Long.MAX_VALUE));

  private final VisitTokens tokens = new VisitTokens(secret("one secret of thirty-two letters"));

  @Test
  void position_isTheSame_whenItWasATokenMeanwhile() {
    assertThat(tokens.read(tokens.write(POSITION))).isEqualTo(new Valid(POSITION));
    assertThat(tokens.read(tokens.write(Position.START))).isEqualTo(new Valid(Position.START));
  }

  @Test
  void token_isReadByAnotherInstance_whenItHasTheSameSecret() {
    var other = new VisitTokens(secret("one secret of thirty-two letters"));

    assertThat(other.read(tokens.write(POSITION))).isEqualTo(new Valid(POSITION));
  }

  @Test
  void token_isToldFromADamagedOne_whenItWasMadeWithAnotherSecret() {
    var foreign = new VisitTokens(secret("another secret, as long as that"));

    assertThat(tokens.read(foreign.write(POSITION))).isEqualTo(Unreadable.OTHER_SECRET);
  }

  @Test
  void token_isRefused_whenOneOfItsCharactersIsAnother() {
    String token = tokens.write(new Position(Map.of(3, 1_000_000L)));

    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(tokens.read(token.substring(0, i) + other + token.substring(i + 1)))
          .isInstanceOf(Unreadable.class);
    }
  }

  @Test
  void token_isDamaged_whenItsPositionIsAnother() {
    String token = tokens.write(new Position(Map.of(3, 1_000_000L)));

    assertThat(tokens.read(token.substring(0, 8) + "AA" + token.substring(10)))
        .isEqualTo(Unreadable.DAMAGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "nonsense", "no base64!", "AQ", "AAAAAAAAAAAAAAAAAAAAAAA"})
  void token_isRefused_whenItIsNone(String token) {
    assertThat(tokens.read(token)).isEqualTo(Unreadable.NO_TOKEN);
  }

  @Test
  void token_isRefused_whenItIsLongerThanAHeader() {
    assertThat(tokens.read("A".repeat(1_000_000))).isEqualTo(Unreadable.NO_TOKEN);
  }

  @Test
  void token_isShort_whenOneVisitWasSent() {
    assertThat(tokens.write(new Position(Map.of(3, 1_000_000L)))).hasSize(32);
  }

  private static byte[] secret(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
