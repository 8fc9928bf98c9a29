package dev.visitortracker.local.command;

/** The commands of the worker's jar, which {@code ctl} passes on under their own names. */
public enum WorkerCommandName {
  AUDIT("audit", "whether anything is missing, with the figures"),
  DEAD_LETTERS("dead-letters", "list, show and redrive what could not be stored"),
  LOST_RECORDS("lost-records", "list and accept what Kafka has dropped"),
  MIGRATE("migrate", "brings schema and topics up to date"),
  REPLAY("replay", "reads a range of a topic once more"),
  RETENTION("retention", "removes the months that are too old");

  private final String label;
  private final String purpose;

  WorkerCommandName(String label, String purpose) {
    this.label = label;
    this.purpose = purpose;
  }

  /** The name as it is typed. */
  public String label() {
    return label;
  }

  /** What the command does, in one line of {@code ctl --help}. */
  String purpose() {
    return purpose;
  }
}
