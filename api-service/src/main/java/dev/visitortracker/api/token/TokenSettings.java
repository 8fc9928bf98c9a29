package dev.visitortracker.api.token;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tokens are signed, and the bounds of waiting for what they say.
 *
 * @param secret signs the tokens, the same in all instances; absent: each process makes one up, and
 *     no other instance can read its tokens
 * @param shared whether other instances read the tokens of this one, so that the start fails
 *     without a secret; absent: where there is a Redis, which is what instances share
 * @param defaultWait how long a request waits that gives a token or prefers a durability, and does
 *     not say how long
 * @param maxWait the longest wait that a request can ask for
 * @param maxWaiting requests that wait at the same time; beyond it they are answered at once
 */
public record TokenSettings(
    @Nullable @Size(min = 32, max = 1024) String secret,
    @Nullable Boolean shared,
    @DurationMin(millis = 0) @DefaultValue("1s") Duration defaultWait,
    @DurationMin(millis = 0) @DurationMax(seconds = 60) @DefaultValue("10s") Duration maxWait,
    @Min(0) @Max(100_000) @DefaultValue("1000") int maxWaiting) {
  public TokenSettings {
    if (defaultWait.compareTo(maxWait) > 0) {
      throw new IllegalArgumentException("default-wait must not be above max-wait");
    }
  }
}
