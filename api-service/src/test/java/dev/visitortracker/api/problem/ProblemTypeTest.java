package dev.visitortracker.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTypeTest {
  /** The contract: a type's URI, status and retryability never change. */
  @ParameterizedTest
  @CsvSource({
    "BAD_REQUEST,/problems/bad-request,400,false",
    "UNREADABLE_BODY,/problems/unreadable-body,400,false",
    "EMPTY_BODY,/problems/empty-body,400,false",
    "INVALID_PARAMETER,/problems/invalid-parameter,400,false",
    "INVALID_HEADER,/problems/invalid-header,400,false",
    "NOT_FOUND,/problems/not-found,404,false",
    "METHOD_NOT_ALLOWED,/problems/method-not-allowed,405,false",
    "NOT_ACCEPTABLE,/problems/not-acceptable,406,false",
    "HEADER_STALLED,/problems/header-stalled,408,true",
    "BODY_STALLED,/problems/body-stalled,408,true",
    "BEHIND_TOKEN,/problems/behind-token,412,true",
    "TOO_LARGE,/problems/too-large,413,false",
    "URI_TOO_LONG,/problems/uri-too-long,414,false",
    "UNSUPPORTED_MEDIA_TYPE,/problems/unsupported-media-type,415,false",
    "UNSUPPORTED_CONTENT_CODING,/problems/unsupported-content-coding,415,false",
    "EXPECTATION_FAILED,/problems/expectation-failed,417,false",
    "INVALID_EVENT,/problems/invalid-event,422,false",
    "ALL_REJECTED,/problems/all-rejected,422,false",
    "IDEMPOTENCY_KEY_REUSED,/problems/idempotency-key-reused,422,false",
    "HEADERS_TOO_LARGE,/problems/headers-too-large,431,false",
    "INTERNAL_ERROR,/problems/internal-error,500,true",
    "OVER_CAPACITY,/problems/over-capacity,503,true",
    "PUBLISH_UNAVAILABLE,/problems/publish-unavailable,503,true",
    "READ_UNAVAILABLE,/problems/read-unavailable,503,true"
  })
  void type_isAsPublished_inEveryRelease(
      ProblemType type, String uri, int status, boolean retryable) {
    assertThat(type.uri()).isEqualTo(uri);
    assertThat(type.status()).isEqualTo(status);
    assertThat(type.isRetryable()).isEqualTo(retryable);
  }

  @Test
  void uris_areDifferent_forAllTypes() {
    assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::uri)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void body_hasTheMembersOfRfc9457_forEveryType(ProblemType type) {
    assertThat(Problem.of(type, "this time").with("more", 1).body())
        .containsEntry("type", type.uri())
        .containsEntry("title", type.title())
        .containsEntry("status", type.status())
        .containsEntry("detail", "this time")
        .containsEntry("retryable", type.isRetryable())
        .containsEntry("more", 1);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "1000,1", "1001,2", "30000,30"})
  void retryAfter_isWholeSecondsAndNeverZero_whateverTheWait(long millis, String seconds) {
    assertThat(
            Problem.of(ProblemType.READ_UNAVAILABLE, "")
                .withRetryAfter(Duration.ofMillis(millis))
                .headers())
        .containsEntry("Retry-After", seconds);
  }
}
