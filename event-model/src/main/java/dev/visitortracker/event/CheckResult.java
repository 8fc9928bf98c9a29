package dev.visitortracker.event;

/** The result of holding a draft against the rules: a valid visit, or the reason why not. */
public sealed interface CheckResult permits CheckResult.Valid, Rejected {
  /** The visit keeps all rules. */
  record Valid(Visit visit) implements CheckResult {}
}
