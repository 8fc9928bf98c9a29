package dev.visitortracker.api.token;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the tokens their secret. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {
  private static final Logger log = LoggerFactory.getLogger(TokenConfiguration.class);
  private static final int SECRET_BYTES = 32;

  @Bean
  VisitTokens visitTokens(TokenSettings settings) {
    @Nullable String secret = settings.secret();
    return new VisitTokens(
        secret == null ? madeUpSecret() : secret.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] madeUpSecret() {
    log.warn(
        "visitor-tracker.token.secret is not set: Visit-Tokens and ids of /visits/stream are lost"
            + " when this process ends. After a restart, and on any other instance, reads with"
            + " Read-After are refused, and a stream that comes back begins anew with a gap. Set"
            + " the same secret of 32 characters or more for all instances.");
    var secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }
}
