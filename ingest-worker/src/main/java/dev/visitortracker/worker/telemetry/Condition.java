package dev.visitortracker.worker.telemetry;

import java.util.Locale;

/** Why a batch or the consumer has to wait; the tag of {@code ingest.attempts.failed}. */
public enum Condition {
  DISK_FULL("PostgreSQL's disk is full"),
  READ_ONLY("PostgreSQL is read-only"),
  NOT_MIGRATED("the schema is not migrated"),
  NOT_ALLOWED("PostgreSQL does not let us in, see database.username and database.password"),
  OUT_OF_RESOURCES("PostgreSQL is out of memory or connections"),
  CONFLICT("another transaction is in the way"),
  SHUTTING_DOWN("PostgreSQL stops or was told to cancel"),
  NOT_TRUSTED("PostgreSQL and the worker do not agree on encryption, see database.tls"),
  NOT_REACHED("PostgreSQL does not answer"),
  LETTERS_NOT_KEPT("Kafka does not take dead letters"),
  OTHER("PostgreSQL does not take the batch");

  private final String text;

  Condition(String text) {
    this.text = text;
  }

  /** The condition as a sentence for people. */
  public String text() {
    return text;
  }

  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
