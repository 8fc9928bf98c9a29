package dev.visitortracker.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrokerFailureTest {
  private static final String INTERNAL = "text of the library's own";

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new TimeoutException(INTERNAL), "no broker answers in time"),
        Arguments.of(
            new org.apache.kafka.common.errors.TimeoutException(INTERNAL),
            "no broker answers in time"),
        Arguments.of(
            new UnknownTopicOrPartitionException(INTERNAL), "there is no topic visit-events"),
        Arguments.of(
            new SaslAuthenticationException(INTERNAL), "the broker refuses the credentials"),
        Arguments.of(
            new TopicAuthorizationException(INTERNAL), "the user may not see visit-events"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void words_areOurs_whateverTheClientThrows(Throwable error, String words) {
    var state = new BrokerState(InstantSource.system());

    state.failed(error);

    assertThat(state.seen().error()).isEqualTo(words);
  }

  @Test
  void words_leadToTheLog_whenTheFailureIsUnknown() {
    assertThat(BrokerFailure.words(new IllegalStateException(INTERNAL)))
        .contains("the log of this instance")
        .doesNotContain(INTERNAL);
  }
}
