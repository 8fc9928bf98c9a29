package dev.visitortracker.api.token;

import java.util.Locale;

/** What reading a token has shown. */
public sealed interface TokenResult {
  /** A token of this service that was not changed. */
  record Valid(Position position) implements TokenResult {}

  /** Why it cannot be read; the names appear in answers and metrics in lower case. */
  enum Unreadable implements TokenResult {
    /** The text does not have the form of a token. */
    NO_TOKEN("is not a token of this service"),
    /** The text has the form of a token but was signed with another secret. */
    OTHER_SECRET(
        "was signed with another secret: that of another service, or of before token.secret"
            + " changed"),
    /** The token was signed with our secret and was changed since. */
    DAMAGED("is a token of this service that was changed on its way");

    private final String problem;

    Unreadable(String problem) {
      this.problem = problem;
    }

    /** What is wrong, behind the name of the header or parameter that gave it. */
    public String problem() {
      return problem;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
