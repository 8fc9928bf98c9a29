package dev.visitortracker.api.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

class ErrorBoundaryTest {
  @ParameterizedTest
  @MethodSource("errors")
  void error_isASignal_whenAnOperatorThrowsItOnSubscription(Error error) {
    Mono<String> failing =
        Mono.defer(
            () -> {
              throw error;
            });

    failing
        .transform(ErrorBoundary::around)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            signal -> assertThat(signal).isInstanceOf(Exception.class).hasCause(error));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void error_isASignal_whenAnOperatorThrowsItOnDemand(Error error) {
    Mono<String> failing = Mono.just("a").map(value -> thrown(error));

    failing
        .transform(ErrorBoundary::around)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(signal -> assertThat(signal).hasCause(error));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void error_isASignal_whenAnOperatorBehindThrowsItOnALateValue(Error error) {
    Sinks.One<String> late = Sinks.one();

    late.asMono()
        .transform(ErrorBoundary::around)
        .map(value -> thrown(error))
        .as(StepVerifier::create)
        .then(() -> late.tryEmitValue("a"))
        .verifyErrorSatisfies(signal -> assertThat(signal).hasCause(error));
  }

  @Test
  void value_passes_whenNothingIsThrown() {
    Mono.deferContextual(context -> Mono.just(context.<String>get("key")))
        .transform(ErrorBoundary::around)
        .contextWrite(Context.of("key", "value"))
        .as(StepVerifier::create)
        .expectNext("value")
        .verifyComplete();
  }

  static Stream<Error> errors() {
    return Stream.of(
        new StackOverflowError(), new NoClassDefFoundError(), new OutOfMemoryError("of a test"));
  }

  private static String thrown(Error error) {
    throw error;
  }
}
