package dev.visitortracker.event;

/** The expected kind of an outcome, or a failure that shows the other kind. */
final class Outcomes {
  private Outcomes() {}

  static Visit accepted(Checked checked) {
    return switch (checked) {
      case Accepted accepted -> accepted.visit();
      case Rejected rejected -> throw new AssertionError("rejected: " + rejected);
    };
  }

  static Rejected rejected(Checked checked) {
    return switch (checked) {
      case Accepted accepted -> throw new AssertionError("accepted: " + accepted.visit());
      case Rejected rejected -> rejected;
    };
  }

  static VisitDraft draft(Read read) {
    return switch (read) {
      case VisitDraft draft -> draft;
      case Rejected rejected -> throw new AssertionError("rejected: " + rejected);
    };
  }

  static Rejected refused(Read read) {
    return switch (read) {
      case VisitDraft draft -> throw new AssertionError("read: " + draft);
      case Rejected rejected -> rejected;
    };
  }
}
