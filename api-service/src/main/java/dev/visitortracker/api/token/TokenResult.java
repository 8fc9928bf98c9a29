package dev.visitortracker.api.token;

import java.util.Locale;

/** What reading a token has shown. */
public sealed interface TokenResult {
  /** It is one of ours. */
  record Valid(Position position) implements TokenResult {}

  /** Why it cannot be read; the names appear in answers and metrics in lower case. */
  enum Unreadable implements TokenResult {
    /** It does not have the form of a token. */
    NO_TOKEN("is not a token of this service"),
    /** It has the form, but the secret of its maker is not the one of this instance. */
    OTHER_SECRET(
        "was signed with another secret: that of another service, or of before token.secret"
            + " changed"),
    /** It was made with our secret and is not as it was. */
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
