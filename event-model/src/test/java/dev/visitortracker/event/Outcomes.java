package dev.visitortracker.event;

/** The expected kind of an outcome, or a failure that shows the other kind. */
final class Outcomes {
  private Outcomes() {}

  static Visit accepted(CheckResult checked) {
    return switch (checked) {
      case CheckResult.Valid valid -> valid.visit();
      case Rejected rejected -> throw new AssertionError("rejected: " + rejected);
    };
  }

  static Rejected rejected(CheckResult checked) {
    return switch (checked) {
      case CheckResult.Valid valid -> throw new AssertionError("accepted: " + valid.visit());
      case Rejected rejected -> rejected;
    };
  }

  static VisitDraft draft(ReadResult read) {
    return switch (read) {
      case VisitDraft draft -> draft;
      case Rejected rejected -> throw new AssertionError("rejected: " + rejected);
    };
  }

  static Rejected refused(ReadResult read) {
    return switch (read) {
      case VisitDraft draft -> throw new AssertionError("read: " + draft);
      case Rejected rejected -> rejected;
    };
  }
}
